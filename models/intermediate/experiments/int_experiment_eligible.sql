with

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

longest_horizons as (
    select
        int_experiment_parts.experiment_id,
        max(metrics.horizon_days) as horizon_days
    from int_experiment_parts
    inner join metrics
        on int_experiment_parts.name = metrics.metric
    group by int_experiment_parts.experiment_id
),

-- the last days that are long enough for every metric's horizon
starts as (
    select
        int_experiment_definitions.experiment_id,
        int_experiment_definitions.unit,
        cast(
            {{ dbt.dateadd('day', '1 - longest_horizons.horizon_days', 'int_run.as_of_date') }}
            as date
        ) as starts_on
    from int_experiment_definitions
    inner join longest_horizons
        on int_experiment_definitions.experiment_id = longest_horizons.experiment_id
    cross join int_run
    where
        int_experiment_definitions.ends_on is null
        or int_experiment_definitions.ends_on > int_run.as_of_date
),

final as (
    select
        starts.experiment_id,
        int_experiment_entities.entity,
        int_experiment_entities.entity_id,
        starts.starts_on,
        cast(starts.starts_on as timestamp) as starts_at
    from starts
    inner join int_experiment_entities
        on
            starts.unit = int_experiment_entities.entity
            and starts.starts_on > int_experiment_entities.known_since
)

select * from final
