{{ config(enabled=supplies('stripe_airbyte', 'subscriptions')) }}

with

items as (
    select * from {{ ref('base_stripe_airbyte__items_as_json') }}
),

plans as (
    select
        {{ json_text('plan', "'id'") }} as id,
        plan,
        row_number() over (
            partition by {{ json_text('plan', "'id'") }}
            order by created desc nulls last, {{ in_byte_order('id') }}
        ) as place
    from items
    where
        {{ json_text('plan', "'id'") }} is not null
        and {{ json_text('plan', "'currency'") }} is not null
),

final as (
    select
        id,
        coalesce(
            {{ try_cast(json_text('plan', "'amount_decimal'"), 'numeric(24,10)') }},
            {{ try_cast(json_text('plan', "'amount'"), 'numeric(24,10)') }}
        ) as amount,
        {{ json_text('plan', "'currency'") }} as currency,
        {{ json_text('plan', "'interval'") }} as billing_interval,
        {{ try_cast(json_text('plan', "'interval_count'"), 'integer') }} as interval_count,
        {{ json_text('plan', "'usage_type'") }} as usage_type,
        {{ json_text('plan', "'billing_scheme'") }} as billing_scheme,
        {{ json_text('plan', "'tiers_mode'") }} as tiers_mode,
        {{ try_cast(json_text_at('plan', ['transform_usage', 'divide_by']), 'numeric(18,2)') }}
            as transform_usage_divide_by,
        {{ json_text_at('plan', ['transform_usage', 'round']) }} as transform_usage_round,
        {{ json_text('plan', "'product'") }} as product_id,
        cast(null as varchar) as unreadable_cells
    from plans
    where place = 1
)

select * from final
