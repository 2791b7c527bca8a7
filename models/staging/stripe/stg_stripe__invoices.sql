{{ config(enabled=supplies('stripe', 'invoices')) }}

with

base_stripe__invoices as (
    select * from {{ ref('base_stripe__invoices') }}
),

charge as (
    select * from {{ stripe_table('charge') }}
),

customers as (
    select distinct
        customer_id,
        account_id
    from {{ ref('base_stripe__customers') }}
),

charged as (
    select
        trim(invoice_id) as invoice_id,
        sum(amount_refunded) as amount_refunded,
        min(case when lower(status) = 'succeeded' then created end) as first_paid_at
    from charge
    where invoice_id is not null
    group by trim(invoice_id)
),

final as (
    select
        base_stripe__invoices.invoice_id,
        coalesce(customers.account_id, base_stripe__invoices.customer_id) as account_id,
        base_stripe__invoices.issued_at,
        {{ in_major_units(
            'cast(base_stripe__invoices.amount_due as numeric(18, 0))',
            'base_stripe__invoices.currency'
        ) }} as amount_due,
        base_stripe__invoices.status,
        base_stripe__invoices.subscription_id,
        base_stripe__invoices.due_at,
        case
            when base_stripe__invoices.status = 'paid'
                then coalesce(base_stripe__invoices.paid_at, charged.first_paid_at)
        end as paid_at,
        {{ in_major_units(
            'cast(base_stripe__invoices.amount_paid as numeric(18, 0))',
            'base_stripe__invoices.currency'
        ) }} as amount_paid,
        {{ in_major_units(
            'cast(charged.amount_refunded as numeric(18, 0))', 'base_stripe__invoices.currency'
        ) }} as amount_refunded,
        base_stripe__invoices.currency,
        base_stripe__invoices.unreadable_cells
    from base_stripe__invoices
    left join customers on base_stripe__invoices.customer_id = customers.customer_id
    left join charged on base_stripe__invoices.invoice_id = charged.invoice_id
)

select * from final
