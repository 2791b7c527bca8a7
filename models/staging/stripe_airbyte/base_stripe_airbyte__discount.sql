{{ config(enabled=supplies('stripe_airbyte', 'subscriptions')) }}

with

discounts as (
    select * from {{ ref('base_stripe_airbyte__discounts_as_json') }}
    where subscription_id is null
),

final as (
    select
        discount_id as id,
        coupon_id,
        customer_id,
        subscription_id,
        cast(null as varchar) as invoice_id,
        cast(null as varchar) as invoice_item_id,
        starts_at,
        ends_at,
        cast(null as varchar) as unreadable_cells
    from discounts
)

select * from final
