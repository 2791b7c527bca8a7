{{ config(enabled=supplies('stripe_airbyte')) }}

with

customers as (
    {{ last_versions('customers') }}
),

final as (
    select
        id,
        created,
        name,
        email,
        {{ json_text('address', "'country'") }} as address_country,
        metadata,
        unreadable_cells
    from customers
)

select * from final
