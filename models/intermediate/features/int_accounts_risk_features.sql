with

int_account_activity as (
    select * from {{ ref('int_account_activity') }}
),

int_recorded_since as (
    select * from {{ ref('int_recorded_since') }}
),

int_account_support_loads as (
    select * from {{ ref('int_account_support_loads') }}
),

int_ticket_effort as (
    select * from {{ ref('int_ticket_effort') }}
),

int_rate_priors as (
    select * from {{ ref('int_rate_priors') }}
    where entity = 'account'
),

open_tickets as (
    select
        int_account_activity.account_id,
        int_account_activity.as_of_date,
        min(int_ticket_effort.opened_date) as oldest_opened_date
    from int_account_activity
    inner join int_ticket_effort
        on
            int_account_activity.account_id = int_ticket_effort.account_id
            and int_account_activity.as_of_date >= int_ticket_effort.opened_date
            and (
                int_ticket_effort.solved_date is null
                or int_account_activity.as_of_date < int_ticket_effort.solved_date
            )
    group by int_account_activity.account_id, int_account_activity.as_of_date
),

rates as (
    select
        int_account_activity.account_id,
        int_account_activity.as_of_date,
        {{ shrink(
            'int_account_activity.errors_28d', 'int_account_activity.events_28d', 'error_prior'
        ) }} as error_rate_28d,
        {{ shrink(
            'int_account_activity.errors_prior_28d',
            'int_account_activity.events_prior_28d',
            'error_prior'
        ) }} as error_rate_prior_28d,
        {{ shrink(
            'int_account_activity.slow_events_28d',
            'int_account_activity.timed_events_28d',
            'slow_prior'
        ) }} as slow_response_share_28d,
        int_account_activity.flows_started_28d,
        int_account_activity.flows_abandoned_28d,
        {{ shrink(
            'int_account_activity.flows_abandoned_28d',
            'int_account_activity.flows_started_28d',
            'flow_prior'
        ) }} as flow_abandonment_rate_28d
    from int_account_activity
    left join int_rate_priors as error_prior
        on
            int_account_activity.as_of_date = error_prior.as_of_date
            and error_prior.rate = 'error_rate'
    left join int_rate_priors as slow_prior
        on
            int_account_activity.as_of_date = slow_prior.as_of_date
            and slow_prior.rate = 'slow_response_share'
    left join int_rate_priors as flow_prior
        on
            int_account_activity.as_of_date = flow_prior.as_of_date
            and flow_prior.rate = 'flow_abandonment_rate'
),

final as (
    select
        rates.account_id,
        rates.as_of_date,
        rates.error_rate_28d,
        rates.error_rate_28d - rates.error_rate_prior_28d as error_rate_change,
        rates.slow_response_share_28d,
        rates.flows_started_28d,
        rates.flows_abandoned_28d,
        rates.flow_abandonment_rate_28d,
        case
            when rates.as_of_date >= int_recorded_since.tickets_since
                then coalesce(int_account_support_loads.tickets_open, 0)
        end as open_tickets,
        case
            when rates.as_of_date >= int_recorded_since.tickets_since
                then coalesce(int_account_support_loads.blockers_open, 0)
        end as open_blockers,
        cast(
            {{ dbt.datediff('open_tickets.oldest_opened_date', 'rates.as_of_date', 'day') }}
            as bigint
        ) as oldest_open_ticket_days
    from rates
    cross join int_recorded_since
    left join int_account_support_loads
        on
            rates.account_id = int_account_support_loads.account_id
            and rates.as_of_date >= int_account_support_loads.valid_from
            and (
                int_account_support_loads.valid_to is null
                or rates.as_of_date < int_account_support_loads.valid_to
            )
    left join open_tickets
        on
            rates.account_id = open_tickets.account_id
            and rates.as_of_date = open_tickets.as_of_date
)

select * from final
