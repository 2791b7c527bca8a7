{{ config(enabled=supplies('stripe_airbyte', 'subscriptions')) }}

with

discounts as (
    select * from {{ ref('base_stripe_airbyte__discounts_as_json') }}
    where subscription_id is not null
),

final as (
    select
        discount_id as id,
        coupon_id,
        customer_id,
        subscription_id,
        cast(null as varchar) as invoice_id,
        cast(null as varchar) as invoice_item_id,
        {{ time_of_seconds(try_cast(json_text('discount', "'start'"), 'bigint')) }} as starts_at,
        {{ time_of_seconds(try_cast(json_text('discount', "'end'"), 'bigint')) }} as ends_at,
        cast(null as varchar) as unreadable_cells
    from discounts
)

select * from final
