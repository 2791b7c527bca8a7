{{ config(enabled=supplies('stripe', 'subscriptions')) }}

-- Only drafts can be deleted, and a deleted draft was never an invoice.
with

invoice as (
    select * from {{ stripe_table('invoice') }}
    where not coalesce(is_deleted_at_source, false)
),

final as (
    select
        trim(id) as invoice_id,
        trim(customer_id) as customer_id,
        nullif(trim(subscription_id), '') as subscription_id,
        lower(trim(status)) as status,
        coalesce(status_transitions_finalized_at, created, period_end) as issued_at,
        due_date as due_at,
        status_transitions_paid_at as paid_at,
        amount_due,
        amount_paid,
        upper(currency) as currency,
        unreadable_cells
    from invoice
)

select * from final
