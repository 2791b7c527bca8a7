{{ config(enabled=supplies('stripe_airbyte', 'subscriptions')) }}

with

items as (
    select * from {{ ref('base_stripe_airbyte__items_as_json') }}
),

final as (
    select
        id,
        subscription_id,
        {{ json_text('plan', "'id'") }} as plan_id,
        {{ json_text('price', "'id'") }} as price_id,
        {{ try_cast('quantity', 'numeric(18,2)') }} as quantity,
        created,
        is_deleted as is_deleted_at_source,
        cast(null as timestamp) as history_from,
        cast(null as timestamp) as history_to,
        unreadable_cells
    from items
)

select * from final
