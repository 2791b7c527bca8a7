with

subscriptions as (
    select * from {{ input_table('billing', 'subscriptions') }}
),

cleaned as (
    select
        nullif(trim(subscription_id), '') as subscription_id,
        nullif(trim(account_id), '') as account_id,
        nullif(lower(trim(status)), '') as status,
        amount,
        nullif(lower(trim(billing_interval)), '') as billing_interval,
        valid_from,
        valid_to,
        nullif(trim(plan_id), '') as plan_id,
        coalesce(billing_interval_count, 1) as billing_interval_count,
        quantity,
        coalesce(discount_amount, cast(0 as numeric(18, 2))) as discount_amount,
        coalesce(nullif(upper(trim(currency)), ''), '{{ var('reporting_currency') }}') as currency,
        trial_ends_at,
        cancel_requested_at,
        nullif(trim(cancel_reason), '') as cancel_reason,
        unreadable_cells
    from subscriptions
),

kept as (
    select *
    from cleaned
    where {{ not_erased(accounts=['account_id']) }}
)

select * from kept
