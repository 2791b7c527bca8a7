{{ config(enabled=supplies('stripe_airbyte', 'subscriptions')) }}

with

invoices as (
    {{ last_versions('invoices') }}
),

with_transitions as (
    select
        *,
        {{ try_cast(json_text('status_transitions', "'finalized_at'"), 'bigint') }} as finalized_at,
        {{ try_cast(json_text('status_transitions', "'paid_at'"), 'bigint') }} as paid_at
    from invoices
),

final as (
    select
        id,
        customer as customer_id,
        subscription as subscription_id,
        status,
        amount_due,
        amount_paid,
        currency,
        created,
        period_end,
        due_date,
        {{ time_of_seconds('finalized_at') }} as status_transitions_finalized_at,
        {{ time_of_seconds('paid_at') }} as status_transitions_paid_at,
        is_deleted as is_deleted_at_source,
        unreadable_cells
    from with_transitions
)

select * from final
