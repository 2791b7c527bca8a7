{{ config(enabled=supplies('stripe_airbyte', 'subscriptions')) }}

with

charges as (
    {{ last_versions('charges') }}
),

final as (
    select
        id,
        customer as customer_id,
        invoice as invoice_id,
        amount,
        amount_refunded,
        refunded,
        status,
        failure_code,
        currency,
        created,
        unreadable_cells
    from charges
)

select * from final
