-- Of the subscriptions in force, the one that pays most stands for the account: its plan and that
-- plan's limits are the account's.
with

run as (
    select * from {{ ref('int_run_current') }}
),

int_billing_intervals as (
    select * from {{ ref('int_billing_intervals') }}
),

exchange_rates as (
    select * from {{ ref('int_exchange_rates_monthly') }}
    where valid_to is null
),

plans as (
    select * from {{ ref('int_plans_checked') }}
    where rejected_because is null
),

in_force as (
    select
        states.account_id,
        states.plan_id,
        row_number() over (
            partition by states.account_id
            order by
                case when states.status in ('active', 'past_due') then 0 else 1 end asc,
                states.amount * coalesce(exchange_rates.rate, 1)
                * int_billing_intervals.month_multiplier
                / (int_billing_intervals.month_divisor * states.billing_interval_count) desc,
                case when states.status = 'paused' then 1 else 0 end asc,
                states.valid_from desc,
                {{ in_byte_order('states.subscription_id') }} asc
        ) as place
    from {{ ref('int_subscription_states_current') }} as states
    inner join int_billing_intervals
        on states.billing_interval = int_billing_intervals.billing_interval
    cross join run
    left join exchange_rates
        on states.currency = exchange_rates.currency
    where
        states.status <> 'canceled'
        and (states.valid_to is null or states.valid_to > run.current_at)
        and (
            states.past_due_since is null
            or run.current_day
            < cast({{ dbt.dateadd(
                'day', var('past_due_grace_days'), 'states.past_due_since'
            ) }} as date)
        )
),

final as (
    select
        in_force.account_id,
        in_force.plan_id,
        plans.seat_limit,
        plans.usage_limit,
        plans.usage_metric,
        plans.usage_period
    from in_force
    left join plans
        on in_force.plan_id = plans.plan_id
    where in_force.place = 1
)

select * from final
