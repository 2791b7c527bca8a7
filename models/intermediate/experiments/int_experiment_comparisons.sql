with

int_experiment_definitions as (
    select * from {{ ref('int_experiment_definitions') }}
    where design <> 'switchback'
),

int_experiment_parts as (
    select * from {{ ref('int_experiment_parts') }}
),

int_experiment_windows as (
    select * from {{ ref('int_experiment_windows') }}
    where period = 'after'
),

int_experiment_segment_units as (
    select * from {{ ref('int_experiment_segment_units') }}
    where chosen = 'drawn'
),

metrics as (
    select * from {{ ref('metrics') }}
),

variants as (
    select
        int_experiment_definitions.experiment_id,
        int_experiment_definitions.control,
        int_experiment_parts.name as variant
    from int_experiment_definitions
    inner join int_experiment_parts
        on int_experiment_definitions.experiment_id = int_experiment_parts.experiment_id
    where
        int_experiment_parts.part = 'variant'
        and int_experiment_parts.name <> int_experiment_definitions.control
),

populations as (
    select
        experiment_id,
        'assigned' as population
    from int_experiment_definitions
    union all
    select
        experiment_id,
        'exposed' as population
    from int_experiment_definitions
    where exposure_event is not null
),

-- named as both, a metric is a primary one
named_metrics as (
    select
        int_experiment_parts.experiment_id,
        metrics.metric,
        metrics.kind,
        metrics.better,
        metrics.unit,
        max(int_experiment_parts.part) as metric_role
    from int_experiment_parts
    inner join metrics
        on int_experiment_parts.name = metrics.metric
    where int_experiment_parts.part in ('primary_metric', 'guardrail_metric')
    group by
        int_experiment_parts.experiment_id,
        metrics.metric,
        metrics.kind,
        metrics.better,
        metrics.unit
),

segments as (
    select
        experiment_id,
        name as segment
    from int_experiment_parts
    where part = 'segment'
    union
    select
        experiment_id,
        'all_customers' as segment
    from int_experiment_definitions
),

waiting as (
    select
        int_experiment_windows.experiment_id,
        int_experiment_windows.population,
        int_experiment_windows.metric,
        int_experiment_segment_units.segment,
        int_experiment_windows.variant,
        count(*) filter (where int_experiment_windows.is_waiting) as waiting_units
    from int_experiment_windows
    inner join int_experiment_segment_units
        on
            int_experiment_windows.experiment_id = int_experiment_segment_units.experiment_id
            and int_experiment_windows.entity_id = int_experiment_segment_units.entity_id
    group by
        int_experiment_windows.experiment_id,
        int_experiment_windows.population,
        int_experiment_windows.metric,
        int_experiment_segment_units.segment,
        int_experiment_windows.variant
),

asked as (
    select
        variants.experiment_id,
        variants.control,
        variants.variant,
        populations.population,
        segments.segment,
        named_metrics.metric,
        named_metrics.kind,
        named_metrics.better,
        named_metrics.unit,
        case named_metrics.metric_role when 'primary_metric' then 'primary' else 'guardrail' end
            as metric_role
    from variants
    inner join populations
        on variants.experiment_id = populations.experiment_id
    inner join segments
        on variants.experiment_id = segments.experiment_id
    inner join named_metrics
        on variants.experiment_id = named_metrics.experiment_id
),

final as (
    select
        asked.experiment_id,
        asked.variant,
        asked.control,
        asked.population,
        asked.segment,
        asked.metric,
        asked.metric_role,
        asked.kind,
        asked.better,
        asked.unit,
        coalesce(sum(waiting.waiting_units), 0) as waiting_units
    from asked
    left join waiting
        on
            asked.experiment_id = waiting.experiment_id
            and asked.population = waiting.population
            and asked.metric = waiting.metric
            and asked.segment = waiting.segment
            and waiting.variant in (asked.variant, asked.control)
    group by
        asked.experiment_id,
        asked.variant,
        asked.control,
        asked.population,
        asked.segment,
        asked.metric,
        asked.metric_role,
        asked.kind,
        asked.better,
        asked.unit
)

select * from final
