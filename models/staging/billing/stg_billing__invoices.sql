with

invoices as (
    select * from {{ input_table('billing', 'invoices') }}
),

cleaned as (
    select
        nullif(trim(invoice_id), '') as invoice_id,
        nullif(trim(account_id), '') as account_id,
        issued_at,
        amount_due,
        nullif(lower(trim(status)), '') as status,
        nullif(trim(subscription_id), '') as subscription_id,
        due_at,
        paid_at,
        amount_paid,
        amount_refunded,
        coalesce(nullif(upper(trim(currency)), ''), '{{ var('reporting_currency') }}') as currency,
        unreadable_cells
    from invoices
),

kept as (
    select *
    from cleaned
    where {{ not_erased(accounts=['account_id']) }}
)

select * from kept
