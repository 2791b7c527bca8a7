with

int_experiment_adjusted_arms as (
    select * from {{ ref('int_experiment_adjusted_arms') }}
),

compared as (
    select
        treated.experiment_id,
        treated.population,
        treated.segment,
        treated.metric,
        treated.variant,
        treated.units,
        control.units as control_units,
        treated.value_mean as mean,
        control.value_mean as control_mean,
        treated.theta_past,
        treated.theta_has_past,
        treated.adjusted_mean,
        control.adjusted_mean as adjusted_control_mean,
        treated.value_mean - control.value_mean as difference,
        treated.adjusted_mean - control.adjusted_mean as adjusted_difference,
        treated.error_variance + control.error_variance as difference_variance,
        treated.adjusted_error_variance + control.adjusted_error_variance
            as adjusted_difference_variance,
        treated.error_variance * treated.error_variance / nullif(treated.units - 1, 0)
        + control.error_variance * control.error_variance / nullif(control.units - 1, 0)
            as welch_term,
        treated.adjusted_error_variance * treated.adjusted_error_variance
        / nullif(treated.units - 1, 0)
        + control.adjusted_error_variance * control.adjusted_error_variance
        / nullif(control.units - 1, 0) as adjusted_welch_term,
        treated.error_variance / nullif(control.value_mean * control.value_mean, 0)
        + control.error_variance * treated.value_mean * treated.value_mean
        / nullif(
            control.value_mean * control.value_mean * control.value_mean * control.value_mean, 0
        ) as relative_variance,
        treated.adjusted_error_variance / nullif(control.value_mean * control.value_mean, 0)
        + control.adjusted_error_variance * treated.value_mean * treated.value_mean
        / nullif(
            control.value_mean * control.value_mean * control.value_mean * control.value_mean, 0
        ) as adjusted_relative_variance
    from int_experiment_adjusted_arms as treated
    inner join int_experiment_adjusted_arms as control
        on
            treated.experiment_id = control.experiment_id
            and treated.population = control.population
            and treated.segment = control.segment
            and treated.metric = control.metric
            and treated.variant = control.variant
            and control.part = 'control'
    where treated.part = 'variant'
),

final as (
    select
        experiment_id,
        population,
        segment,
        metric,
        variant,
        units,
        control_units,
        mean,
        control_mean,
        difference,
        sqrt(difference_variance) as standard_error,
        difference_variance * difference_variance / nullif(welch_term, 0) as degrees_of_freedom,
        difference / nullif(control_mean, 0) as relative_difference,
        sqrt(relative_variance) as relative_standard_error,
        theta_past,
        theta_has_past,
        adjusted_mean,
        adjusted_control_mean,
        adjusted_difference,
        sqrt(adjusted_difference_variance) as adjusted_standard_error,
        adjusted_difference_variance * adjusted_difference_variance
        / nullif(adjusted_welch_term, 0) as adjusted_degrees_of_freedom,
        adjusted_difference / nullif(control_mean, 0) as adjusted_relative_difference,
        sqrt(adjusted_relative_variance) as adjusted_relative_standard_error,
        1 - adjusted_difference_variance / nullif(difference_variance, 0) as variance_reduction
    from compared
)

select * from final
