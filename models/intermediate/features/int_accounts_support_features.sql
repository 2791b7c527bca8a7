with

int_account_as_of_dates as (
    select * from {{ ref('int_account_as_of_dates') }}
),

int_recorded_since as (
    select * from {{ ref('int_recorded_since') }}
),

int_open_as_of_windows as (
    select * from {{ ref('int_open_as_of_windows') }}
),

int_account_support_loads as (
    select * from {{ ref('int_account_support_loads') }}
),

int_ticket_effort as (
    select * from {{ ref('int_ticket_effort') }}
),

-- Accounts that never opened a ticket stay out of the ranking.
loads as (
    select
        int_account_as_of_dates.account_id,
        int_account_as_of_dates.as_of_date,
        int_account_support_loads.tickets_opened_90d as tickets_90d,
        int_account_support_loads.tickets_opened_prior_90d as tickets_prior_90d,
        int_account_support_loads.minutes_90d
    from int_account_as_of_dates
    inner join int_account_support_loads
        on
            int_account_as_of_dates.account_id = int_account_support_loads.account_id
            and int_account_as_of_dates.as_of_date >= int_account_support_loads.valid_from
            and (
                int_account_support_loads.valid_to is null
                or int_account_as_of_dates.as_of_date < int_account_support_loads.valid_to
            )
),

loads_of_all as (
    select
        as_of_date,
        nullif(sum(minutes_90d), 0) as all_minutes_90d
    from loads
    group by as_of_date
),

ranked_loads as (
    select
        account_id,
        as_of_date,
        sum(minutes_90d) over (
            partition by as_of_date
            order by minutes_90d desc, {{ in_byte_order('account_id') }} asc
            rows between unbounded preceding and current row
        ) - minutes_90d as minutes_of_heavier_accounts
    from loads
    where minutes_90d > 0
),

responses as (
    select
        int_ticket_effort.account_id,
        int_open_as_of_windows.as_of_date,
        avg(int_ticket_effort.hours_to_first_response) as first_response_hours_90d
    from int_ticket_effort
    inner join int_open_as_of_windows
        on
            int_ticket_effort.opened_date > int_open_as_of_windows.day_90_before
            and int_ticket_effort.opened_date <= int_open_as_of_windows.as_of_date
            and int_ticket_effort.first_responded_at < int_open_as_of_windows.ends_before
    group by int_ticket_effort.account_id, int_open_as_of_windows.as_of_date
),

known_loads as (
    select
        int_account_as_of_dates.account_id,
        int_account_as_of_dates.as_of_date,
        {%- for measure in ['tickets_90d', 'tickets_prior_90d', 'minutes_90d'] %}
        case
            when int_account_as_of_dates.as_of_date >= int_recorded_since.tickets_since
                then coalesce(loads.{{ measure }}, 0)
        end as {{ measure }},
        {%- endfor %}
        loads_of_all.all_minutes_90d,
        ranked_loads.minutes_of_heavier_accounts,
        responses.first_response_hours_90d
    from int_account_as_of_dates
    cross join int_recorded_since
    left join loads_of_all
        on int_account_as_of_dates.as_of_date = loads_of_all.as_of_date
    left join loads
        on
            int_account_as_of_dates.account_id = loads.account_id
            and int_account_as_of_dates.as_of_date = loads.as_of_date
    left join ranked_loads
        on
            int_account_as_of_dates.account_id = ranked_loads.account_id
            and int_account_as_of_dates.as_of_date = ranked_loads.as_of_date
    left join responses
        on
            int_account_as_of_dates.account_id = responses.account_id
            and int_account_as_of_dates.as_of_date = responses.as_of_date
),

final as (
    select
        account_id,
        as_of_date,
        tickets_90d,
        tickets_90d - tickets_prior_90d as tickets_change,
        cast(minutes_90d as double precision) as support_minutes_90d,
        cast(minutes_90d as double precision) / all_minutes_90d as support_share_90d,
        cast(minutes_of_heavier_accounts as double precision) / all_minutes_90d
            as support_cumulative_share_90d,
        first_response_hours_90d
    from known_loads
)

select * from final
