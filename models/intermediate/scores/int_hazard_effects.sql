with

hazard_intervals as (
    select * from {{ ref('stg_registry__hazard_intervals') }}
),

final as (
    select
        model_id,
        {{ ordered_array('effect', 'interval_number') }} as effects
    from hazard_intervals
    group by model_id
)

select * from final
