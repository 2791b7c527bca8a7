{{ config(
    enabled=supplies('stripe', 'subscriptions'), materialized='table', tags=['near_real_time']
) }}

-- A discount of one invoice changes nothing that recurs, and neither does one that holds once.
with

subscription_discount as (
    select * from {{ stripe_table('subscription_discount') }}
),

discount as (
    select * from {{ stripe_table('discount') }}
),

coupon as (
    select * from {{ stripe_table('coupon') }}
),

subscriptions as (
    select
        subscription_id as discounted_subscription_id,
        customer_id as discounted_customer_id
    from {{ ref('base_stripe__subscription_versions') }}
    where version_number = 1
),

discounts as (
    select * from subscription_discount
    union all
    select * from discount
    where
        not exists (
            select 1 from subscription_discount
            where subscription_discount.id = discount.id
        )
),

-- An unknown coupon may be one that recurs: its terms stay null, and no amount is made of them
recurring as (
    select
        discounts.id as discount_id,
        discounts.coupon_id,
        discounts.customer_id,
        discounts.subscription_id,
        discounts.starts_at as valid_from,
        coalesce(
            discounts.ends_at,
            case
                when coupon.duration = 'repeating'
                    then {{ dbt.dateadd(
                        'month', 'coupon.duration_in_months', 'discounts.starts_at'
                    ) }}
            end
        ) as valid_to,
        coupon.percent_off,
        coupon.amount_off,
        upper(coupon.currency) as currency,
        coupon.id is not null as is_known
    from discounts
    left join coupon on discounts.coupon_id = coupon.id
    where
        discounts.invoice_id is null
        and discounts.invoice_item_id is null
        and coalesce(coupon.duration, '') <> 'once'
),

final as (
    select
        recurring.discount_id,
        recurring.coupon_id,
        recurring.customer_id,
        recurring.subscription_id,
        recurring.valid_from,
        recurring.valid_to,
        recurring.percent_off,
        recurring.amount_off,
        recurring.currency,
        recurring.is_known,
        recurring.subscription_id as discounted_subscription_id,
        true as is_own
    from recurring
    where recurring.subscription_id is not null
    union all
    select
        recurring.discount_id,
        recurring.coupon_id,
        recurring.customer_id,
        recurring.subscription_id,
        recurring.valid_from,
        recurring.valid_to,
        recurring.percent_off,
        recurring.amount_off,
        recurring.currency,
        recurring.is_known,
        subscriptions.discounted_subscription_id,
        false as is_own
    from recurring
    inner join subscriptions on recurring.customer_id = subscriptions.discounted_customer_id
    where recurring.subscription_id is null
)

select * from final
