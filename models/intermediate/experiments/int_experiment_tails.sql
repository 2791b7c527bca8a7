-- Each difference twice, as measured and as adjusted, so that tails and quantiles stand here once.
with

int_experiment_differences as (
    select * from {{ ref('int_experiment_differences') }}
),

int_experiment_definitions as (
    select * from {{ ref('int_experiment_definitions') }}
),

estimates as (
    select
        experiment_id,
        population,
        segment,
        metric,
        variant,
        'measured' as estimate,
        difference / nullif(standard_error, 0) as t_statistic,
        degrees_of_freedom
    from int_experiment_differences
    union all
    select
        experiment_id,
        population,
        segment,
        metric,
        variant,
        'adjusted' as estimate,
        adjusted_difference / nullif(adjusted_standard_error, 0) as t_statistic,
        adjusted_degrees_of_freedom as degrees_of_freedom
    from int_experiment_differences
),

with_levels as (
    select
        estimates.*,
        1 - int_experiment_definitions.alpha / 2 as level
    from estimates
    inner join int_experiment_definitions
        on estimates.experiment_id = int_experiment_definitions.experiment_id
),

with_quantile as (
    {{ student_t_quantile('with_levels', 'level', 'degrees_of_freedom', 'critical_value') }}
),

final as (
    select
        experiment_id,
        population,
        segment,
        metric,
        variant,
        estimate,
        t_statistic,
        critical_value,
        {{ student_t_tail('t_statistic', 'degrees_of_freedom') }} as p_value
    from with_quantile
)

select * from final
