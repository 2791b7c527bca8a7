with

cost_assumptions as (
    select * from {{ ref('cost_assumptions') }}
),

final as (
    select
        cast(max(value) filter (where assumption = 'gross_margin') as double precision)
            as gross_margin,
        cast(
            coalesce(max(value) filter (where assumption = 'support_cost_per_hour'), 0)
            as numeric(12, 4)
        ) as support_cost_per_hour,
        cast(
            max(value) filter (where assumption = 'unrecorded_handle_minutes') as numeric(18, 6)
        ) as unrecorded_handle_minutes,
        cast(
            coalesce(max(value) filter (where assumption = 'serving_cost_per_thousand_events'), 0)
            as numeric(12, 6)
        ) as serving_cost_per_thousand_events,
        cast(
            coalesce(max(value) filter (where assumption = 'payment_fee_share'), 0)
            as numeric(18, 6)
        ) as payment_fee_share
    from cost_assumptions
)

select * from final
