{{ config(enabled=supplies('stripe_airbyte', 'subscriptions')) }}

with

subscriptions as (
    {{ last_versions('subscriptions') }}
),

final as (
    select
        id,
        customer as customer_id,
        status,
        created,
        start_date,
        trial_end,
        current_period_start,
        canceled_at,
        ended_at,
        {{ json_text('cancellation_details', "'feedback'") }} as cancellation_details_feedback,
        {{ json_text('cancellation_details', "'reason'") }} as cancellation_details_reason,
        unreadable_cells
    from subscriptions
)

select * from final
