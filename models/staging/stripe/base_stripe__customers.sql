{{ config(enabled=supplies('stripe')) }}

with

customer as (
    select * from {{ stripe_table('customer') }}
),

final as (
    select
        trim(id) as customer_id,
        coalesce(nullif(trim({{ json_text('metadata', "'account_id'") }}), ''), trim(id))
            as account_id,
        created as created_at,
        name as account_name,
        email,
        address_country as country,
        unreadable_cells
    from customer
)

select * from final
