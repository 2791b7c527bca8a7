-- Each ticket changes the loads on a few days: when it is opened, when it is solved, and when it
-- leaves a window. Running sums over these changes give the loads of every day in between.
with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_ticket_effort as (
    select * from {{ ref('int_ticket_effort') }}
),

ticket_changes as (
    {%- for change in [
        {'day': 'opened_date', 'plus': 0, 'opened_90d': 1, 'open': 1},
        {'day': 'opened_date', 'plus': 90, 'opened_90d': -1, 'opened_prior_90d': 1},
        {'day': 'opened_date', 'plus': 180, 'opened_prior_90d': -1},
        {'day': 'solved_date', 'plus': 0, 'open': -1},
        {'day': 'booked_date', 'plus': 0, 'minutes_90d': 1, 'minutes_180d': 1},
        {'day': 'booked_date', 'plus': 90, 'minutes_90d': -1},
        {'day': 'booked_date', 'plus': 180, 'minutes_180d': -1},
    ] %}
    select
        account_id,
        cast({{ dbt.dateadd('day', change.plus, change.day) }} as date) as change_date,
        {{ change.get('opened_90d', 0) }} as tickets_opened_90d,
        {{ change.get('opened_prior_90d', 0) }} as tickets_opened_prior_90d,
        {{ change.get('open', 0) }} as tickets_open,
        {{ change.get('open', 0) }} * cast(is_blocking as integer) as blockers_open,
        {{ change.get('minutes_90d', 0) }} * handle_minutes as minutes_90d,
        {{ change.get('minutes_180d', 0) }} * handle_minutes as minutes_180d
    from int_ticket_effort
    where {{ change.day }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

daily_changes as (
    select
        ticket_changes.account_id,
        ticket_changes.change_date,
        sum(ticket_changes.tickets_opened_90d) as tickets_opened_90d,
        sum(ticket_changes.tickets_opened_prior_90d) as tickets_opened_prior_90d,
        sum(ticket_changes.tickets_open) as tickets_open,
        sum(ticket_changes.blockers_open) as blockers_open,
        sum(ticket_changes.minutes_90d) as minutes_90d,
        sum(ticket_changes.minutes_180d) as minutes_180d
    from ticket_changes
    inner join int_run on ticket_changes.change_date <= int_run.as_of_date
    group by ticket_changes.account_id, ticket_changes.change_date
),

final as (
    select
        account_id,
        change_date as valid_from,
        lead(change_date) over (partition by account_id order by change_date) as valid_to,
        cast(sum(tickets_opened_90d) over account_so_far as bigint) as tickets_opened_90d,
        cast(sum(tickets_opened_prior_90d) over account_so_far as bigint)
            as tickets_opened_prior_90d,
        cast(sum(tickets_open) over account_so_far as bigint) as tickets_open,
        cast(sum(blockers_open) over account_so_far as bigint) as blockers_open,
        cast(sum(minutes_90d) over account_so_far as numeric(18, 2)) as minutes_90d,
        cast(sum(minutes_180d) over account_so_far as numeric(18, 2)) as minutes_180d
    from daily_changes
    window account_so_far as (
        partition by account_id order by change_date
        rows between unbounded preceding and current row
    )
)

select * from final
