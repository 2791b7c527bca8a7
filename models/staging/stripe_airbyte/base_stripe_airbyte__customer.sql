{{ config(enabled='stripe_airbyte' in connectors_in_use()) }}

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
