{{ config(enabled=supplies('stripe_airbyte', 'subscriptions')) }}

-- Where Airbyte appends, a version bears the time when it was read, not the one from which it held.
with

subscription as (
    select * from {{ ref('base_stripe_airbyte__subscription') }}
),

final as (
    select
        id,
        customer_id,
        status,
        created,
        start_date,
        trial_end,
        current_period_start,
        canceled_at,
        ended_at,
        cancellation_details_feedback,
        cancellation_details_reason,
        cast(null as timestamp) as history_from,
        cast(null as timestamp) as history_to,
        unreadable_cells
    from subscription
    where false
)

select * from final
