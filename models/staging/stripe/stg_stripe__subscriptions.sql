{{ config(enabled=supplies('stripe', 'subscriptions')) }}

with

periods as (
    select * from {{ ref('base_stripe__subscription_periods') }}
),

amounts as (
    select * from {{ ref('base_stripe__period_amounts') }}
),

discounts as (
    select * from {{ ref('base_stripe__period_discounts') }}
),

customers as (
    select distinct
        customer_id,
        account_id
    from {{ ref('base_stripe__customers') }}
),

final as (
    select
        periods.subscription_id,
        coalesce(customers.account_id, periods.customer_id) as account_id,
        periods.period_status as status,
        {{ in_major_units('amounts.amount_minor', 'amounts.currency') }} as amount,
        amounts.billing_interval,
        periods.valid_from,
        periods.valid_to,
        amounts.plan_id,
        amounts.billing_interval_count,
        amounts.quantity,
        {{ in_major_units('discounts.discount_minor', 'amounts.currency') }} as discount_amount,
        amounts.currency,
        case when periods.period_status = 'trialing' then periods.trial_ends_at end
            as trial_ends_at,
        case
            when periods.cancel_requested_at <= periods.valid_from then periods.cancel_requested_at
        end as cancel_requested_at,
        case
            when periods.cancel_requested_at <= periods.valid_from then periods.cancel_reason
        end as cancel_reason,
        coalesce(periods.unreadable_cells, discounts.unreadable_cells) as unreadable_cells
    from periods
    left join amounts
        on
            periods.subscription_id = amounts.subscription_id
            and periods.version_number = amounts.version_number
            and periods.period_number = amounts.period_number
    left join discounts
        on
            periods.subscription_id = discounts.subscription_id
            and periods.version_number = discounts.version_number
            and periods.period_number = discounts.period_number
    left join customers on periods.customer_id = customers.customer_id
)

select * from final
