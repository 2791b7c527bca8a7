{{ config(
    enabled=supplies('stripe', 'subscriptions'), materialized='table', tags=['near_real_time']
) }}

-- The items that a subscription began with are not told apart from those that replaced them, so the
-- earliest that are known hold from its beginning.
with

subscription_item as (
    select * from {{ stripe_table('subscription_item') }}
),

base_stripe__prices as (
    select * from {{ ref('base_stripe__prices') }}
),

dated as (
    select
        *,
        coalesce(price_id, plan_id) as item_price_id,
        coalesce(history_from, created) as known_from,
        min(coalesce(history_from, created)) over (partition by subscription_id) as first_known_from
    from subscription_item
    where history_from is not null or not coalesce(is_deleted_at_source, false)
),

priced as (
    select
        trim(dated.id) as item_id,
        trim(dated.subscription_id) as subscription_id,
        dated.item_price_id as price_id,
        base_stripe__prices.product_id,
        base_stripe__prices.currency,
        base_stripe__prices.billing_interval,
        base_stripe__prices.billing_interval_count,
        base_stripe__prices.left_out_because,
        coalesce(dated.quantity, 1) as quantity,
        case when dated.known_from > dated.first_known_from then dated.known_from end as valid_from,
        case when dated.history_to < cast('9000-01-01' as timestamp) then dated.history_to end
            as valid_to,
        case
            when dated.unreadable_cells is not null then null
            when base_stripe__prices.round_to = 'up'
                then ceil(coalesce(dated.quantity, 1) / base_stripe__prices.divide_by)
            when base_stripe__prices.round_to = 'down'
                then floor(coalesce(dated.quantity, 1) / base_stripe__prices.divide_by)
            else coalesce(dated.quantity, 1)
        end as paid_units,
        base_stripe__prices.unit_amount
    from dated
    left join base_stripe__prices on dated.item_price_id = base_stripe__prices.price_id
),

final as (
    select
        item_id,
        subscription_id,
        price_id,
        product_id,
        currency,
        billing_interval,
        billing_interval_count,
        left_out_because,
        quantity,
        valid_from,
        valid_to,
        case
            when left_out_because is not null then cast(0 as numeric(18, 0))
            else {{ round_half_up('unit_amount * cast(paid_units as numeric(12, 0))') }}
        end as amount_minor
    from priced
)

select * from final
