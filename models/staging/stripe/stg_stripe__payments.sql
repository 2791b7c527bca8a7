{{ config(enabled=supplies('stripe', 'payments')) }}

-- A charge that is pending has come to nothing yet: it waits in quarantine until it has.
with

charge as (
    select * from {{ stripe_table('charge') }}
),

customers as (
    select distinct
        customer_id,
        account_id
    from {{ ref('base_stripe__customers') }}
),

final as (
    select
        trim(charge.id) as payment_id,
        coalesce(customers.account_id, trim(charge.customer_id)) as account_id,
        charge.created as attempted_at,
        case when charge.refunded then 'refunded' else charge.status end as status,
        {{ in_major_units('cast(charge.amount as numeric(18, 0))', 'charge.currency') }} as amount,
        charge.invoice_id,
        upper(charge.currency) as currency,
        charge.failure_code,
        charge.unreadable_cells
    from charge
    left join customers on trim(charge.customer_id) = customers.customer_id
)

select * from final
