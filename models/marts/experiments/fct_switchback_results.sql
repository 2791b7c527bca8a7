with

int_switchback_arms as (
    select * from {{ ref('int_switchback_arms') }}
),

compared as (
    select
        treated.experiment_id,
        treated.metric,
        treated.variant,
        treated.control,
        treated.windows,
        control.windows as control_windows,
        treated.rate,
        control.rate as control_rate,
        treated.rate - control.rate as difference,
        nullif(sqrt(treated.error_variance + control.error_variance), 0) as standard_error,
        power(treated.error_variance + control.error_variance, 2) / nullif(
            power(treated.error_variance, 2) / (treated.windows - 1)
            + power(control.error_variance, 2) / (control.windows - 1), 0
        ) as degrees_of_freedom,
        1 - treated.alpha / 2 as level
    from int_switchback_arms as treated
    inner join int_switchback_arms as control
        on
            treated.experiment_id = control.experiment_id
            and treated.metric = control.metric
            and control.variant = control.control
    where treated.variant <> treated.control and treated.windows > 1 and control.windows > 1
),

with_statistic as (
    select
        *,
        difference / standard_error as t_statistic
    from compared
),

with_quantile as (
    {{ student_t_quantile('with_statistic', 'level', 'degrees_of_freedom', 'critical_value') }}
),

final as (
    select
        cast(experiment_id as varchar) as experiment_id,
        cast(variant as varchar) as variant,
        cast(control as varchar) as control,
        cast(metric as varchar) as metric,
        cast(windows as bigint) as windows,
        cast(control_windows as bigint) as control_windows,
        cast(rate as double precision) as rate,
        cast(control_rate as double precision) as control_rate,
        cast(difference as double precision) as difference,
        cast(standard_error as double precision) as standard_error,
        cast(difference - critical_value * standard_error as double precision) as interval_low,
        cast(difference + critical_value * standard_error as double precision) as interval_high,
        cast({{ student_t_tail('t_statistic', 'degrees_of_freedom') }} as double precision)
            as p_value
    from with_quantile
)

select * from final
