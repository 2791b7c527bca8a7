with

payments as (
    select * from {{ input_table('billing', 'payments') }}
),

cleaned as (
    select
        nullif(trim(payment_id), '') as payment_id,
        nullif(trim(account_id), '') as account_id,
        attempted_at,
        nullif(lower(trim(status)), '') as status,
        amount,
        nullif(trim(invoice_id), '') as invoice_id,
        coalesce(nullif(upper(trim(currency)), ''), '{{ var('reporting_currency') }}') as currency,
        nullif(trim(failure_code), '') as failure_code,
        unreadable_cells
    from payments
),

kept as (
    select *
    from cleaned
    where {{ not_erased(accounts=['account_id']) }}
)

select * from kept
