with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_subscriptions_checked as (
    select * from {{ ref('int_subscriptions_checked') }}
    where rejected_because is null
),

int_billing_intervals as (
    select * from {{ ref('int_billing_intervals') }}
),

states as (
    select
        subscription_id,
        account_id,
        plan_id,
        status,
        coalesce(currency, '{{ var("reporting_currency") }}') as currency,
        billing_interval,
        coalesce(nullif(billing_interval_count, 0), 1) as billing_interval_count,
        cast(amount as numeric(20, 4)) as amount,
        cast(coalesce(discount_amount, 0) as numeric(20, 4)) as discount_amount,
        quantity,
        trial_ends_at,
        cancel_requested_at,
        cancel_reason,
        valid_from as started_at,
        valid_to as ended_at,
        cast(valid_from as date) as valid_from,
        cast(valid_to as date) as valid_to
    from int_subscriptions_checked
),

-- What began and ended on one day was never true at the end of a day.
states_seen_at_a_day_end as (
    select states.*
    from states
    cross join int_run
    where
        states.valid_from <= int_run.as_of_date
        and (states.valid_to is null or states.valid_to > states.valid_from)
),

final as (
    select
        states_seen_at_a_day_end.subscription_id,
        states_seen_at_a_day_end.account_id,
        states_seen_at_a_day_end.plan_id,
        states_seen_at_a_day_end.status,
        states_seen_at_a_day_end.currency,
        states_seen_at_a_day_end.billing_interval,
        states_seen_at_a_day_end.billing_interval_count,
        states_seen_at_a_day_end.cancel_reason,
        {{ divide_to_cents(
            '(states_seen_at_a_day_end.amount - states_seen_at_a_day_end.discount_amount)'
            ~ ' * int_billing_intervals.month_multiplier',
            'int_billing_intervals.month_divisor * states_seen_at_a_day_end.billing_interval_count'
        ) }} as monthly_amount_local,
        {{ divide_to_cents(
            'states_seen_at_a_day_end.discount_amount * int_billing_intervals.month_multiplier',
            'int_billing_intervals.month_divisor * states_seen_at_a_day_end.billing_interval_count'
        ) }} as monthly_discount_local,
        cast(states_seen_at_a_day_end.quantity as numeric(18, 2)) as quantity,
        states_seen_at_a_day_end.trial_ends_at,
        states_seen_at_a_day_end.cancel_requested_at,
        states_seen_at_a_day_end.started_at,
        states_seen_at_a_day_end.ended_at,
        states_seen_at_a_day_end.valid_from,
        states_seen_at_a_day_end.valid_to
    from states_seen_at_a_day_end
    inner join int_billing_intervals
        on states_seen_at_a_day_end.billing_interval = int_billing_intervals.billing_interval
)

select * from final
