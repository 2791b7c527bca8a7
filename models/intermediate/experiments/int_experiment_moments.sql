with

int_experiment_unit_values as (
    select * from {{ ref('int_experiment_unit_values') }}
),

int_experiment_segment_units as (
    select * from {{ ref('int_experiment_segment_units') }}
    where chosen = 'drawn'
),

int_experiment_parts as (
    select * from {{ ref('int_experiment_parts') }}
    where part = 'variant'
),

int_experiment_definitions as (
    select * from {{ ref('int_experiment_definitions') }}
),

comparisons as (
    select
        int_experiment_definitions.experiment_id,
        int_experiment_definitions.control,
        int_experiment_parts.name as variant
    from int_experiment_definitions
    inner join int_experiment_parts
        on
            int_experiment_definitions.experiment_id = int_experiment_parts.experiment_id
            and int_experiment_definitions.control <> int_experiment_parts.name
),

parts as (
    select
        experiment_id,
        variant,
        'variant' as part,
        variant as arm
    from comparisons
    union all
    select
        experiment_id,
        variant,
        'control' as part,
        control as arm
    from comparisons
    union all
    select
        experiment_id,
        variant,
        'both' as part,
        variant as arm
    from comparisons
    union all
    select
        experiment_id,
        variant,
        'both' as part,
        control as arm
    from comparisons
),

units as (
    select
        int_experiment_unit_values.experiment_id,
        int_experiment_unit_values.population,
        int_experiment_segment_units.segment,
        int_experiment_unit_values.metric,
        parts.variant,
        parts.part,
        int_experiment_unit_values.numerator,
        int_experiment_unit_values.denominator,
        int_experiment_unit_values.past_numerator,
        int_experiment_unit_values.past_denominator,
        cast(int_experiment_unit_values.has_past as double precision) as has_past
    from int_experiment_unit_values
    inner join int_experiment_segment_units
        on
            int_experiment_unit_values.experiment_id = int_experiment_segment_units.experiment_id
            and int_experiment_unit_values.entity_id = int_experiment_segment_units.entity_id
    inner join parts
        on
            int_experiment_unit_values.experiment_id = parts.experiment_id
            and int_experiment_unit_values.variant = parts.arm
),

final as (
    select
        experiment_id,
        population,
        segment,
        metric,
        variant,
        part,
        count(*) as units,
        avg(numerator) as mean_numerator,
        avg(denominator) as mean_denominator,
        avg(past_numerator) as mean_past_numerator,
        avg(past_denominator) as mean_past_denominator,
        avg(has_past) as mean_has_past,
        var_samp(numerator) as variance_numerator,
        var_samp(denominator) as variance_denominator,
        var_samp(past_numerator) as variance_past_numerator,
        var_samp(past_denominator) as variance_past_denominator,
        var_samp(has_past) as variance_has_past,
        covar_samp(numerator, denominator) as covariance_numerator_denominator,
        covar_samp(numerator, past_numerator) as covariance_numerator_past_numerator,
        covar_samp(numerator, past_denominator) as covariance_numerator_past_denominator,
        covar_samp(denominator, past_numerator) as covariance_denominator_past_numerator,
        covar_samp(denominator, past_denominator) as covariance_denominator_past_denominator,
        covar_samp(past_numerator, past_denominator)
            as covariance_past_numerator_past_denominator,
        covar_samp(numerator, has_past) as covariance_numerator_has_past,
        covar_samp(denominator, has_past) as covariance_denominator_has_past,
        covar_samp(past_numerator, has_past) as covariance_past_numerator_has_past,
        covar_samp(past_denominator, has_past) as covariance_past_denominator_has_past
    from units
    group by experiment_id, population, segment, metric, variant, part
)

select * from final
