{{ config(enabled=supplies('stripe_airbyte', 'subscriptions')) }}

with

items as (
    select * from {{ ref('base_stripe_airbyte__items_as_json') }}
),

-- A price is the same wherever it stands, but for its tags and whether it may still be chosen. What
-- has no currency is no price, but the id of one.
prices as (
    select
        {{ json_text('price', "'id'") }} as id,
        price,
        row_number() over (
            partition by {{ json_text('price', "'id'") }}
            order by created desc nulls last, {{ in_byte_order('id') }}
        ) as place
    from items
    where
        {{ json_text('price', "'id'") }} is not null
        and {{ json_text('price', "'currency'") }} is not null
),

final as (
    select
        id,
        {{ try_cast(json_text('price', "'unit_amount'"), 'numeric(24,10)') }} as unit_amount,
        {{ try_cast(json_text('price', "'unit_amount_decimal'"), 'numeric(24,10)') }}
            as unit_amount_decimal,
        {{ json_text('price', "'currency'") }} as currency,
        {{ json_text_at('price', ['recurring', 'interval']) }} as recurring_interval,
        {{ try_cast(json_text_at('price', ['recurring', 'interval_count']), 'integer') }}
            as recurring_interval_count,
        {{ json_text_at('price', ['recurring', 'usage_type']) }} as recurring_usage_type,
        {{ json_text('price', "'billing_scheme'") }} as billing_scheme,
        {{ json_text('price', "'tiers_mode'") }} as tiers_mode,
        {{ try_cast(json_text_at('price', ['transform_quantity', 'divide_by']), 'numeric(18,2)') }}
            as transform_quantity_divide_by,
        {{ json_text_at('price', ['transform_quantity', 'round']) }} as transform_quantity_round,
        {{ json_text('price', "'product'") }} as product_id,
        cast(null as varchar) as unreadable_cells
    from prices
    where place = 1
)

select * from final
