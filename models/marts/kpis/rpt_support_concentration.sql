with

int_run as (
    select * from {{ ref('int_run') }}
),

fct_account_features as (
    select * from {{ ref('fct_account_features') }}
),

support_now as (
    select
        fct_account_features.account_id,
        fct_account_features.as_of_date,
        coalesce(fct_account_features.support_minutes_90d, 0) as minutes,
        coalesce(fct_account_features.tickets_90d, 0) as tickets
    from fct_account_features
    inner join int_run
        on fct_account_features.as_of_date = int_run.as_of_date
),

totals as (
    select
        count(*) as all_accounts,
        sum(minutes) as all_minutes,
        sum(tickets) as all_tickets
    from support_now
),

-- Where nobody notes the time that a ticket took, each ticket counts as one.
measured as (
    select
        support_now.account_id,
        support_now.as_of_date,
        support_now.tickets,
        totals.all_accounts,
        totals.all_tickets,
        case when totals.all_minutes > 0 then 'minutes' else 'tickets' end as measured_in,
        case when totals.all_minutes > 0 then support_now.minutes else support_now.tickets end
            as support_used,
        case when totals.all_minutes > 0 then totals.all_minutes else totals.all_tickets end
            as all_support
    from support_now
    cross join totals
    where totals.all_tickets > 0
),

-- Two steps, so that no engine has to sort all accounts in one place: those that used equally
-- much among themselves, and the levels of use, of which there are few.
ranked_within_levels as (
    select
        *,
        row_number() over same_level as place,
        sum(tickets) over same_level as tickets_so_far
    from measured
    window
        same_level as (
            partition by support_used order by {{ in_byte_order('account_id') }}
            rows between unbounded preceding and current row
        )
),

levels as (
    select
        as_of_date,
        support_used,
        count(*) as accounts,
        sum(support_used) as support,
        sum(tickets) as tickets
    from measured
    group by
        as_of_date,
        support_used
),

levels_above as (
    select
        support_used,
        coalesce(sum(accounts) over higher_levels, 0) as accounts,
        coalesce(sum(support) over higher_levels, 0) as support,
        coalesce(sum(tickets) over higher_levels, 0) as tickets
    from levels
    window
        higher_levels as (
            partition by as_of_date order by support_used desc
            rows between unbounded preceding and 1 preceding
        )
),

ranked as (
    select
        ranked_within_levels.support_used,
        ranked_within_levels.measured_in,
        ranked_within_levels.all_accounts,
        ranked_within_levels.all_support,
        ranked_within_levels.all_tickets,
        cast(levels_above.accounts + ranked_within_levels.place as bigint) as accounts,
        levels_above.support
        + ranked_within_levels.place * ranked_within_levels.support_used as support_so_far,
        levels_above.tickets + ranked_within_levels.tickets_so_far as tickets_so_far
    from ranked_within_levels
    inner join levels_above
        on ranked_within_levels.support_used = levels_above.support_used
),

where_80_percent_lies as (
    select min(accounts) as accounts_using_80_percent
    from ranked
    where support_so_far >= cast(0.8 as double precision) * all_support
),

percents as (
    {{ dbt.generate_series(100) }}
),

final as (
    select
        cast(percents.generated_number as integer) as accounts_percent,
        ranked.accounts,
        {{ ratio('ranked.accounts', 'ranked.all_accounts') }} as accounts_share,
        ranked.measured_in,
        cast(ranked.support_so_far as double precision) as support_used,
        {{ ratio('ranked.support_so_far', 'ranked.all_support') }} as support_share,
        cast(ranked.support_used as double precision) as least_support_of_an_account,
        cast(ranked.tickets_so_far as bigint) as tickets,
        {{ ratio('ranked.tickets_so_far', 'ranked.all_tickets') }} as tickets_share,
        ranked.accounts >= where_80_percent_lies.accounts_using_80_percent
            as is_80_percent_reached,
        where_80_percent_lies.accounts_using_80_percent,
        {{ ratio('where_80_percent_lies.accounts_using_80_percent', 'ranked.all_accounts') }}
            as accounts_share_using_80_percent
    from percents
    cross join where_80_percent_lies
    inner join ranked
        on
            ceil(cast(percents.generated_number * ranked.all_accounts as double precision) / 100)
            = ranked.accounts
)

select * from final
