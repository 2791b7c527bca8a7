with

int_experiment_comparisons as (
    select * from {{ ref('int_experiment_comparisons') }}
),

int_experiment_moments as (
    select * from {{ ref('int_experiment_moments') }}
),

int_experiment_differences as (
    select * from {{ ref('int_experiment_differences') }}
),

int_experiment_intervals as (
    select * from {{ ref('int_experiment_intervals') }}
),

int_experiment_exact_tests as (
    select * from {{ ref('int_experiment_exact_tests') }}
),

measured as (
    select
        experiment_id,
        population,
        segment,
        metric,
        variant,
        sum(case when part = 'variant' then units else 0 end) as units,
        sum(case when part = 'control' then units else 0 end) as control_units
    from int_experiment_moments
    group by experiment_id, population, segment, metric, variant
),

-- a comparison has an exact test or intervals that rest on the normal distribution, never both
final as (
    select
        int_experiment_comparisons.experiment_id,
        int_experiment_comparisons.variant,
        int_experiment_comparisons.control,
        int_experiment_comparisons.population,
        int_experiment_comparisons.segment,
        int_experiment_comparisons.metric,
        int_experiment_comparisons.metric_role,
        int_experiment_comparisons.kind,
        int_experiment_comparisons.better,
        int_experiment_comparisons.unit,
        int_experiment_comparisons.waiting_units,
        coalesce(measured.units, 0) as units,
        coalesce(measured.control_units, 0) as control_units,
        int_experiment_differences.mean,
        int_experiment_differences.control_mean,
        int_experiment_differences.difference,
        int_experiment_differences.standard_error,
        int_experiment_differences.relative_difference,
        int_experiment_intervals.relative_low,
        int_experiment_intervals.relative_high,
        int_experiment_differences.theta_past,
        int_experiment_differences.theta_has_past,
        int_experiment_differences.adjusted_mean,
        int_experiment_differences.adjusted_control_mean,
        int_experiment_differences.adjusted_difference,
        int_experiment_differences.adjusted_standard_error,
        int_experiment_differences.adjusted_relative_difference,
        int_experiment_differences.variance_reduction,
        int_experiment_intervals.adjusted_low,
        int_experiment_intervals.adjusted_high,
        int_experiment_intervals.adjusted_p_value,
        int_experiment_intervals.adjusted_relative_low,
        int_experiment_intervals.adjusted_relative_high,
        int_experiment_intervals.sequential_low,
        int_experiment_intervals.sequential_high,
        int_experiment_intervals.sequential_p_value,
        int_experiment_intervals.adjusted_sequential_low,
        int_experiment_intervals.adjusted_sequential_high,
        int_experiment_intervals.adjusted_sequential_p_value,
        coalesce(int_experiment_exact_tests.score_low, int_experiment_intervals.interval_low)
            as interval_low,
        coalesce(int_experiment_exact_tests.score_high, int_experiment_intervals.interval_high)
            as interval_high,
        coalesce(int_experiment_exact_tests.exact_p_value, int_experiment_intervals.p_value)
            as p_value,
        case
            when int_experiment_exact_tests.experiment_id is not null then 'exact'
            when int_experiment_intervals.interval_low is not null then 'welch'
        end as method
    from int_experiment_comparisons
    left join measured
        on
            int_experiment_comparisons.experiment_id = measured.experiment_id
            and int_experiment_comparisons.population = measured.population
            and int_experiment_comparisons.segment = measured.segment
            and int_experiment_comparisons.metric = measured.metric
            and int_experiment_comparisons.variant = measured.variant
    left join int_experiment_differences
        on
            int_experiment_comparisons.experiment_id = int_experiment_differences.experiment_id
            and int_experiment_comparisons.population = int_experiment_differences.population
            and int_experiment_comparisons.segment = int_experiment_differences.segment
            and int_experiment_comparisons.metric = int_experiment_differences.metric
            and int_experiment_comparisons.variant = int_experiment_differences.variant
    left join int_experiment_exact_tests
        on
            int_experiment_comparisons.experiment_id = int_experiment_exact_tests.experiment_id
            and int_experiment_comparisons.population = int_experiment_exact_tests.population
            and int_experiment_comparisons.segment = int_experiment_exact_tests.segment
            and int_experiment_comparisons.metric = int_experiment_exact_tests.metric
            and int_experiment_comparisons.variant = int_experiment_exact_tests.variant
    left join int_experiment_intervals
        on
            int_experiment_comparisons.experiment_id = int_experiment_intervals.experiment_id
            and int_experiment_comparisons.population = int_experiment_intervals.population
            and int_experiment_comparisons.segment = int_experiment_intervals.segment
            and int_experiment_comparisons.metric = int_experiment_intervals.metric
            and int_experiment_comparisons.variant = int_experiment_intervals.variant
            and int_experiment_exact_tests.experiment_id is null
)

select * from final
