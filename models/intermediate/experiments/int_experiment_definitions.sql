with

experiments as (
    select * from {{ ref('experiments') }}
),

int_holdout_experiments as (
    select * from {{ ref('int_holdout_experiments') }}
),

registered as (
    select
        experiment_id,
        label,
        hypothesis,
        unit,
        design,
        control,
        variants,
        starts_on,
        ends_on,
        minimum_days,
        primary_metric,
        guardrail_metrics,
        cast(alpha as double precision) as alpha,
        planned_units,
        cast(winsorise_share as double precision) as winsorise_share,
        nullif(trim(exposure_event), '') as exposure_event,
        segments,
        cast(least_relative_effect as double precision) as least_relative_effect,
        cast(carry_over_hours as double precision) as carry_over_hours
    from experiments
),

held_out as (
    select
        experiment_id,
        label,
        hypothesis,
        unit,
        design,
        control,
        variants,
        starts_on,
        ends_on,
        minimum_days,
        primary_metric,
        guardrail_metrics,
        alpha,
        planned_units,
        winsorise_share,
        cast(null as varchar) as exposure_event,
        cast(null as varchar) as segments,
        cast(null as double precision) as least_relative_effect,
        cast(null as double precision) as carry_over_hours
    from int_holdout_experiments
),

final as (
    select * from registered
    union all
    select * from held_out
)

select * from final
