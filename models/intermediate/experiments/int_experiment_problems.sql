with

int_experiment_definitions as (
    select * from {{ ref('int_experiment_definitions') }}
),

int_experiment_parts as (
    select * from {{ ref('int_experiment_parts') }}
),

metrics as (
    select * from {{ ref('metrics') }}
),

dim_segments as (
    select * from {{ ref('dim_segments') }}
    where is_current
),

parts_with_facts as (
    select
        int_experiment_parts.*,
        int_experiment_definitions.unit,
        metrics.is_click,
        int_experiment_parts.name = int_experiment_definitions.control as is_control,
        int_experiment_parts.part in ('primary_metric', 'guardrail_metric') as is_metric,
        metrics.metric as known_metric,
        metrics.entities as metric_entities,
        dim_segments.segment as known_segment,
        dim_segments.entity as segment_entity
    from int_experiment_parts
    inner join int_experiment_definitions
        on int_experiment_parts.experiment_id = int_experiment_definitions.experiment_id
    left join metrics
        on
            int_experiment_parts.name = metrics.metric
            and int_experiment_parts.part in ('primary_metric', 'guardrail_metric')
    left join dim_segments
        on
            int_experiment_parts.name = dim_segments.segment
            and int_experiment_parts.part = 'segment'
),

counted as (
    select
        experiment_id,
        count(*) filter (where part = 'variant') as arms,
        count(*) filter (where part = 'variant' and is_control) as controls,
        sum(case when part = 'variant' then planned_share end) as planned_share,
        count(*) filter (where part = 'primary_metric') as primary_metrics,
        count(*) filter (where part = 'primary_metric' and is_click) as primary_clicks
    from parts_with_facts
    group by experiment_id
),

definitions as (
    select
        int_experiment_definitions.*,
        coalesce(counted.arms, 0) as arms,
        coalesce(counted.controls, 0) as controls,
        coalesce(counted.planned_share, 0) as planned_share,
        coalesce(counted.primary_metrics, 0) as primary_metrics,
        coalesce(counted.primary_clicks, 0) as primary_clicks
    from int_experiment_definitions
    left join counted
        on int_experiment_definitions.experiment_id = counted.experiment_id
),

problems as (
    select
        experiment_id,
        'unit' as field,
        'there is no unit ' || coalesce(unit, '(empty)') || '; use account or user' as problem
    from definitions
    where coalesce(unit, '') not in ('account', 'user')
    union all
    select
        experiment_id,
        'design' as field,
        'there is no design ' || coalesce(design, '(empty)')
        || '; use randomised, switchback or policy' as problem
    from definitions
    where coalesce(design, '') not in ('randomised', 'switchback', 'policy')
    union all
    select
        experiment_id,
        'variants' as field,
        'expected two arms or more, found ' || arms as problem
    from definitions
    where arms < 2
    union all
    select
        experiment_id,
        'control' as field,
        coalesce(control, '(empty)') || ' is none of its variants' as problem
    from definitions
    where controls = 0
    union all
    select
        experiment_id,
        'variants' as field,
        'the arm ' || name || ' needs one share above 0, as in ' || name || '=0.5' as problem
    from parts_with_facts
    where part = 'variant' and (coalesce(planned_share, 0) <= 0 or times_named > 1)
    union all
    select
        experiment_id,
        'variants' as field,
        'the planned shares add up to ' || cast(cast(planned_share as numeric(18, 4)) as varchar)
        || ', not to 1' as problem
    from definitions
    where abs(planned_share - 1) > 0.001
    union all
    select
        experiment_id,
        'ends_on' as field,
        'it ends on ' || cast(ends_on as varchar) || ', before it starts on '
        || cast(starts_on as varchar) as problem
    from definitions
    where ends_on < starts_on
    union all
    select
        experiment_id,
        'minimum_days' as field,
        'expected a whole number from 1 up to the days from start to end' as problem
    from definitions
    where
        coalesce(minimum_days, 0) < 1
        or minimum_days - 1
        > {{ dbt.datediff('starts_on', 'ends_on', 'day') }}
    union all
    select
        experiment_id,
        'alpha' as field,
        'expected a number above 0 and at most 0.2' as problem
    from definitions
    where coalesce(alpha, 0) <= 0 or alpha > 0.2
    union all
    select
        experiment_id,
        'planned_units' as field,
        'expected a whole number of at least 2' as problem
    from definitions
    where coalesce(planned_units, 0) < 2
    union all
    select
        experiment_id,
        'winsorise_share' as field,
        'expected a share from 0.5 to 1, or nothing' as problem
    from definitions
    where winsorise_share < 0.5 or winsorise_share > 1
    union all
    select
        experiment_id,
        'primary_metric' as field,
        'expected one metric or more, found none' as problem
    from definitions
    where primary_metrics = 0
    union all
    select
        experiment_id,
        'primary_metric' as field,
        'clicks alone decide nothing: name a metric of what the customer gains' as problem
    from definitions
    where primary_metrics > 0 and primary_metrics = primary_clicks
    union all
    select
        experiment_id,
        part || 's' as field,
        'there is no metric ' || name || '; seeds/metrics.csv has them all' as problem
    from parts_with_facts
    where is_metric and known_metric is null
    union all
    select
        experiment_id,
        part || 's' as field,
        'the metric ' || name || ' is not measured of a ' || unit as problem
    from parts_with_facts
    where
        is_metric
        and unit in ('account', 'user')
        and not ';' || metric_entities || ';' like '%;' || unit || ';%'
    union all
    select
        experiment_id,
        'segments' as field,
        'there is no segment ' || name || '; vars.yml has them all' as problem
    from parts_with_facts
    where part = 'segment' and known_segment is null
    union all
    select
        experiment_id,
        'segments' as field,
        'the segment ' || name || ' is one of ' || segment_entity || 's, not of ' || unit || 's'
            as problem
    from parts_with_facts
    where part = 'segment' and segment_entity <> unit and name <> 'all_customers'
),

final as (
    select
        experiment_id,
        field,
        problem,
        'Experiment ' || experiment_id || ', ' || field || ': ' || problem || '.' as message
    from problems
)

select * from final
