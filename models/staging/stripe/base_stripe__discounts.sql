{{ config(enabled=connector_of('subscriptions') == 'stripe') }}

-- A discount of one invoice changes nothing that recurs, and neither does one that holds once.
with

subscription_discount as (
    select * from {{ source('stripe', 'subscription_discount') }}
),

discount as (
    select * from {{ source('stripe', 'discount') }}
),

coupon as (
    select * from {{ source('stripe', 'coupon') }}
),

discounts as (
    select * from subscription_discount
    union all
    select * from discount
    where not exists (
        select 1 from subscription_discount where subscription_discount.id = discount.id
    )
),

-- an unknown coupon may be one that recurs: its terms stay null, and no amount is made of them
final as (
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
                    then {{ dbt.dateadd('month', 'coupon.duration_in_months', 'discounts.starts_at') }}
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
)

select * from final
