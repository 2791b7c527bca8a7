with

int_experiment_enrolments as (
    select * from {{ ref('int_experiment_enrolments') }}
    where left_out_because is null
),

int_experiment_eligible as (
    select * from {{ ref('int_experiment_eligible') }}
),

int_experiment_definitions as (
    select * from {{ ref('int_experiment_definitions') }}
    where design <> 'switchback'
),

int_experiment_parts as (
    select * from {{ ref('int_experiment_parts') }}
    where part in ('primary_metric', 'guardrail_metric')
),

metrics as (
    select * from {{ ref('metrics') }}
),

int_experiment_entities as (
    select * from {{ ref('int_experiment_entities') }}
),

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

populations as (
    select
        experiment_id,
        'assigned' as population,
        entity,
        entity_id,
        variant,
        assigned_at as starts_at
    from int_experiment_enrolments
    union all
    select
        experiment_id,
        'exposed' as population,
        entity,
        entity_id,
        variant,
        exposed_at as starts_at
    from int_experiment_enrolments
    where exposed_at is not null
    union all
    select
        experiment_id,
        'eligible' as population,
        entity,
        entity_id,
        'none' as variant,
        starts_at
    from int_experiment_eligible
),

named_metrics as (
    select distinct
        int_experiment_parts.experiment_id,
        metrics.metric,
        metrics.family,
        metrics.horizon_days
    from int_experiment_parts
    inner join int_experiment_definitions
        on int_experiment_parts.experiment_id = int_experiment_definitions.experiment_id
    inner join metrics
        on int_experiment_parts.name = metrics.metric
),

after_start as (
    select
        populations.experiment_id,
        populations.population,
        populations.entity,
        populations.entity_id,
        populations.variant,
        named_metrics.metric,
        named_metrics.family,
        named_metrics.horizon_days,
        'after' as period,
        populations.starts_at,
        cast(populations.starts_at as date) as starts_on,
        cast(
            {{ dbt.dateadd(
                'day', 'named_metrics.horizon_days - 1', 'cast(populations.starts_at as date)'
            ) }} as date
        ) as ends_on
    from populations
    inner join named_metrics
        on populations.experiment_id = named_metrics.experiment_id
),

before_start as (
    select
        experiment_id,
        population,
        entity,
        entity_id,
        variant,
        metric,
        family,
        horizon_days,
        'before' as period,
        cast({{ dbt.dateadd('day', '-horizon_days', 'starts_on') }} as timestamp) as starts_at,
        cast({{ dbt.dateadd('day', '-horizon_days', 'starts_on') }} as date) as starts_on,
        cast({{ dbt.dateadd('day', '-1', 'starts_on') }} as date) as ends_on
    from after_start
),

windows as (
    select * from after_start
    union all
    select * from before_start
),

-- who came later than a window of the past began has no past to be compared with
final as (
    select
        windows.*,
        windows.ends_on > int_run.as_of_date as is_waiting
    from windows
    cross join int_run
    left join int_experiment_entities
        on
            windows.entity = int_experiment_entities.entity
            and windows.entity_id = int_experiment_entities.entity_id
    where
        windows.period = 'after'
        or int_experiment_entities.known_since <= windows.starts_on
)

select * from final
