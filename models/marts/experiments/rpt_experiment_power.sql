with

int_experiment_definitions as (
    select * from {{ ref('int_experiment_definitions') }}
    where design <> 'switchback'
),

int_experiment_parts as (
    select * from {{ ref('int_experiment_parts') }}
),

int_experiment_arrivals as (
    select * from {{ ref('int_experiment_arrivals') }}
),

int_experiment_baselines as (
    select * from {{ ref('int_experiment_baselines') }}
),

metrics as (
    select * from {{ ref('metrics') }}
),

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

unfinished as (
    select
        int_experiment_definitions.*,
        coalesce(int_experiment_definitions.starts_on <= int_run.as_of_date, false) as has_started,
        {{ dbt.datediff(
            'int_experiment_definitions.starts_on', 'int_experiment_definitions.ends_on', 'day'
        ) }} + 1 as planned_days,
        1 - int_experiment_definitions.alpha / 2 as level
    from int_experiment_definitions
    cross join int_run
    where
        int_experiment_definitions.ends_on is null
        or int_experiment_definitions.ends_on > int_run.as_of_date
),

with_quantiles as (
    select
        *,
        {{ normal_quantile('level') }} + {{ normal_quantile('0.8e0') }} as distance
    from unfinished
),

comparisons as (
    select
        with_quantiles.*,
        treated.name as variant,
        named.name as metric,
        metrics.horizon_days,
        1 / nullif(treated.planned_share, 0) + 1 / nullif(control.planned_share, 0) as spread
    from with_quantiles
    inner join int_experiment_parts as treated
        on
            with_quantiles.experiment_id = treated.experiment_id
            and treated.part = 'variant'
            and with_quantiles.control <> treated.name
    inner join int_experiment_parts as control
        on
            with_quantiles.experiment_id = control.experiment_id
            and control.part = 'variant'
            and with_quantiles.control = control.name
    inner join int_experiment_parts as named
        on
            with_quantiles.experiment_id = named.experiment_id
            and named.part in ('primary_metric', 'guardrail_metric')
    inner join metrics
        on named.name = metrics.metric
),

-- a segment gets its share of the planned units; no more can be drawn than there are, and of some,
-- such as accounts that pay nothing, the metric has no figure
by_segment as (
    select
        comparisons.*,
        int_experiment_arrivals.segment,
        int_experiment_arrivals.units_now,
        int_experiment_arrivals.units_per_week,
        int_experiment_baselines.units as units_measured,
        int_experiment_baselines.mean,
        int_experiment_baselines.variance,
        int_experiment_baselines.adjusted_variance,
        cast(int_experiment_baselines.units as double precision)
        / int_experiment_baselines.eligible_units as measured_share,
        cast(int_experiment_baselines.units as double precision)
        / int_experiment_baselines.eligible_units * least(
            comparisons.planned_units * int_experiment_arrivals.units_now
            / nullif(
                cast(max(int_experiment_arrivals.units_now) over (
                    partition by comparisons.experiment_id, comparisons.variant, comparisons.metric
                ) as double precision), 0
            ),
            int_experiment_arrivals.units_now
            + int_experiment_arrivals.units_per_week * coalesce(comparisons.planned_days, 0) / 7
        ) as planned_segment_units
    from comparisons
    inner join int_experiment_arrivals
        on comparisons.experiment_id = int_experiment_arrivals.experiment_id
    left join int_experiment_baselines
        on
            comparisons.experiment_id = int_experiment_baselines.experiment_id
            and comparisons.metric = int_experiment_baselines.metric
            and int_experiment_arrivals.segment = int_experiment_baselines.segment
),

with_effects as (
    select
        *,
        distance * sqrt(variance * spread / nullif(planned_segment_units, 0))
            as detectable_effect,
        distance * sqrt(adjusted_variance * spread / nullif(planned_segment_units, 0))
            as adjusted_detectable_effect,
        distance * distance * adjusted_variance * spread
        / nullif(mean * mean * least_relative_effect * least_relative_effect, 0) as units_needed
    from by_segment
),

judged as (
    select
        *,
        case
            when units_needed <= units_now * measured_share then 0
            when units_needed > units_now * measured_share
                then
                    (units_needed - units_now * measured_share)
                    / nullif(units_per_week * measured_share, 0)
        end + horizon_days / cast(7 as double precision) as weeks_needed,
        case
            when units_now = 0 and units_per_week = 0 then 'nobody is in the segment'
            when coalesce(units_measured, 0) < {{ var('min_experiment_units') }}
                then
                    'too few to learn from: ' || coalesce(units_measured, 0)
                    || ' of at least {{ var("min_experiment_units") }} units with a figure'
            when variance = 0 then 'all units are alike'
            when least_relative_effect is null then 'no least effect was registered'
            when mean = 0 then 'the mean is 0: there is no relative effect'
            when units_needed > units_now * measured_share and units_per_week = 0
                then 'nobody came within the last 12 weeks'
        end as missing_because
    from with_effects
),

final as (
    select
        cast(experiment_id as varchar) as experiment_id,
        cast(variant as varchar) as variant,
        cast(metric as varchar) as metric,
        cast(segment as varchar) as segment,
        cast(has_started as boolean) as has_started,
        cast(units_now as bigint) as units_now,
        cast(units_per_week as double precision) as units_per_week,
        cast(units_measured as bigint) as units_measured,
        cast(mean as double precision) as mean,
        cast(variance as double precision) as variance,
        cast(1 - adjusted_variance / nullif(variance, 0) as double precision) as variance_reduction,
        cast(planned_segment_units as double precision) as planned_units,
        cast(detectable_effect as double precision) as detectable_effect,
        cast(adjusted_detectable_effect as double precision) as adjusted_detectable_effect,
        cast(adjusted_detectable_effect / nullif(abs(mean), 0) as double precision)
            as relative_detectable_effect,
        cast(least_relative_effect as double precision) as least_relative_effect,
        cast(units_needed as double precision) as units_needed,
        cast(weeks_needed as double precision) as weeks_needed,
        cast(missing_because as varchar) as missing_because
    from judged
)

select * from final
