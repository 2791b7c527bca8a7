{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        partition_by='as_of_date',
        full_refresh=false,
        on_schema_change='append_new_columns',
        pre_hook=[
            "{{ delete_scores_due() }}",
            "{{ thin_to_month_ends('as_of_date') }}",
        ],
    )
}}

with

int_account_uplift as (
    select * from {{ ref('int_account_uplift') }}
),

trained_models as (
    select * from {{ ref('stg_registry__trained_models') }}
),

uplift_calibrations as (
    select * from {{ ref('stg_registry__uplift_calibrations') }}
),

int_uplift_definitions as (
    select * from {{ ref('int_uplift_definitions') }}
),

beyond_average as (
    select
        int_account_uplift.*,
        uplift_calibrations.average_effect,
        uplift_calibrations.slope,
        uplift_calibrations.variance_of_effect,
        uplift_calibrations.variance_of_slope,
        least(
            greatest(int_account_uplift.score, uplift_calibrations.lowest_score),
            uplift_calibrations.highest_score
        ) - uplift_calibrations.average_score as beyond
    from int_account_uplift
    inner join uplift_calibrations
        on int_account_uplift.model_id = uplift_calibrations.model_id
),

with_error as (
    select
        *,
        average_effect + slope * beyond as effect,
        cast(1.959963984540054 as double precision)
        * sqrt(variance_of_effect + beyond * beyond * variance_of_slope) as half_width
    from beyond_average
),

effects as (
    select
        model_id,
        entity_id,
        as_of_date,
        score,
        probability_if_untreated,
        {{ between_bounds('effect', -1, 1) }} as effect,
        {{ between_bounds('effect - half_width', -1, 1) }} as effect_low,
        {{ between_bounds('effect + half_width', -1, 1) }} as effect_high
    from with_error
),

with_thresholds as (
    select
        effects.*,
        trained_models.entity,
        trained_models.model,
        trained_models.version,
        int_uplift_definitions.experiment_id,
        int_uplift_definitions.least_effect,
        int_uplift_definitions.likely
    from effects
    inner join trained_models
        on effects.model_id = trained_models.model_id
    inner join int_uplift_definitions
        on trained_models.model = int_uplift_definitions.model
),

judged as (
    select
        *,
        {{ between_bounds('probability_if_untreated + effect', 0, 1) }} as probability_if_treated,
        rank() over (partition by model_id, as_of_date order by effect desc) as effect_rank,
        case
            when effect_low >= least_effect and effect_low > 0 then 'persuadable'
            when effect_high <= -least_effect and effect_high < 0 then 'do_not_disturb'
            when effect_low <= -least_effect or effect_high >= least_effect then 'uncertain'
            when probability_if_untreated >= likely then 'sure_thing'
            else 'lost_cause'
        end as quadrant
    from with_thresholds
),

final as (
    select
        cast(entity as varchar) as entity,
        cast(entity_id as varchar) as entity_id,
        cast(model as varchar) as model,
        cast(version as integer) as version,
        cast(experiment_id as varchar) as experiment_id,
        cast(score as double precision) as score,
        cast(effect as double precision) as effect,
        cast(effect_low as double precision) as effect_low,
        cast(effect_high as double precision) as effect_high,
        cast(probability_if_untreated as double precision) as probability_if_untreated,
        cast(probability_if_treated as double precision) as probability_if_treated,
        cast(quadrant as varchar) as quadrant,
        cast(effect_rank as bigint) as effect_rank,
        as_of_date
    from judged
)

select * from final
