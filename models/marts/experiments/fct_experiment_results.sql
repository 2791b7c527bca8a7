with

int_experiment_figures as (
    select * from {{ ref('int_experiment_figures') }}
),

int_experiment_checks as (
    select * from {{ ref('int_experiment_checks') }}
),

int_experiment_definitions as (
    select * from {{ ref('int_experiment_definitions') }}
),

-- The fixed interval may be looked at once, when the experiment is over and everyone's horizon too.
-- Until then the always-valid one decides.
with_deciding_figures as (
    select
        int_experiment_figures.*,
        int_experiment_definitions.alpha,
        int_experiment_checks.blocked_because,
        int_experiment_checks.has_ended and int_experiment_figures.waiting_units = 0 as is_final,
        least(int_experiment_figures.units, int_experiment_figures.control_units) as smaller_arm,
        coalesce(int_experiment_figures.adjusted_p_value, int_experiment_figures.p_value)
            as fixed_p_value,
        coalesce(
            int_experiment_figures.adjusted_sequential_p_value,
            int_experiment_figures.sequential_p_value
        ) as always_valid_p_value,
        coalesce(int_experiment_figures.adjusted_difference, int_experiment_figures.difference)
        * case int_experiment_figures.better when 'higher' then 1 else -1 end as gain,
        case
            when int_experiment_figures.segment <> 'all_customers'
                then coalesce(
                    int_experiment_figures.adjusted_p_value, int_experiment_figures.p_value
                )
        end as segment_p_value
    from int_experiment_figures
    inner join int_experiment_checks
        on int_experiment_figures.experiment_id = int_experiment_checks.experiment_id
    inner join int_experiment_definitions
        on int_experiment_figures.experiment_id = int_experiment_definitions.experiment_id
),

-- Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, Journal of the Royal
-- Statistical Society B 57 (1995), over the segments of one comparison
with_places as (
    select
        *,
        count(segment_p_value) over (
            partition by experiment_id, variant, population, metric order by segment_p_value
        ) as place,
        count(segment_p_value) over (partition by experiment_id, variant, population, metric)
            as segments_compared
    from with_deciding_figures
),

with_discoveries as (
    select
        *,
        case
            when segment_p_value is not null
                then least(
                    min(segment_p_value * segments_compared / nullif(place, 0)) over (
                        partition by experiment_id, variant, population, metric
                        order by segment_p_value desc
                    ),
                    1
                )
        end as discovery_p_value
    from with_places
),

judged as (
    select
        *,
        case
            when units = 0 and control_units = 0 and waiting_units > 0
                then 'waiting: the horizon of no unit is over'
            when smaller_arm = 0 then 'no unit to be measured in an arm'
            when smaller_arm = 1 then 'one unit alone in an arm'
            when difference is null then 'nothing to divide by in an arm'
            when method is null then 'all units are alike'
        end as missing_because,
        case
            when method = 'exact' then 'too few outcomes for more than an exact test'
            when method is not null and relative_difference is null then 'the mean of control is 0'
        end as partly_missing_because,
        coalesce(discovery_p_value, fixed_p_value) < alpha
        and (is_final or coalesce(always_valid_p_value < alpha, false)) as has_difference
    from with_discoveries
),

final as (
    select
        cast(experiment_id as varchar) as experiment_id,
        cast(variant as varchar) as variant,
        cast(control as varchar) as control,
        cast(population as varchar) as population,
        cast(segment as varchar) as segment,
        cast(metric as varchar) as metric,
        cast(metric_role as varchar) as metric_role,
        cast(kind as varchar) as kind,
        cast(better as varchar) as better,
        cast(unit as varchar) as unit,
        cast(units as bigint) as units,
        cast(control_units as bigint) as control_units,
        cast(waiting_units as bigint) as waiting_units,
        cast(mean as double precision) as mean,
        cast(control_mean as double precision) as control_mean,
        cast(difference as double precision) as difference,
        cast(standard_error as double precision) as standard_error,
        cast(method as varchar) as method,
        cast(interval_low as double precision) as interval_low,
        cast(interval_high as double precision) as interval_high,
        cast(p_value as double precision) as p_value,
        cast(relative_difference as double precision) as relative_difference,
        cast(relative_low as double precision) as relative_low,
        cast(relative_high as double precision) as relative_high,
        cast(theta_past as double precision) as theta_past,
        cast(theta_has_past as double precision) as theta_has_past,
        cast(adjusted_mean as double precision) as adjusted_mean,
        cast(adjusted_control_mean as double precision) as adjusted_control_mean,
        cast(adjusted_difference as double precision) as adjusted_difference,
        cast(adjusted_standard_error as double precision) as adjusted_standard_error,
        cast(adjusted_low as double precision) as adjusted_low,
        cast(adjusted_high as double precision) as adjusted_high,
        cast(adjusted_p_value as double precision) as adjusted_p_value,
        cast(adjusted_relative_difference as double precision) as adjusted_relative_difference,
        cast(adjusted_relative_low as double precision) as adjusted_relative_low,
        cast(adjusted_relative_high as double precision) as adjusted_relative_high,
        cast(variance_reduction as double precision) as variance_reduction,
        cast(sequential_low as double precision) as sequential_low,
        cast(sequential_high as double precision) as sequential_high,
        cast(sequential_p_value as double precision) as sequential_p_value,
        cast(adjusted_sequential_low as double precision) as adjusted_sequential_low,
        cast(adjusted_sequential_high as double precision) as adjusted_sequential_high,
        cast(adjusted_sequential_p_value as double precision) as adjusted_sequential_p_value,
        cast(discovery_p_value as double precision) as discovery_p_value,
        cast(coalesce(missing_because, partly_missing_because) as varchar) as missing_because,
        cast(case
            when blocked_because is not null then blocked_because
            when missing_because is not null then missing_because
            when smaller_arm < {{ var('min_experiment_units') }}
                then
                    'too small: ' || smaller_arm
                    || ' of at least {{ var("min_experiment_units") }} units in an arm'
            when has_difference and gain > 0 and is_final then 'better'
            when has_difference and gain < 0 and is_final then 'worse'
            when has_difference and gain > 0 then 'better so far'
            when has_difference and gain < 0 then 'worse so far'
            when is_final then 'no difference found'
            else 'no difference so far'
        end as varchar) as verdict
    from judged
)

select * from final
