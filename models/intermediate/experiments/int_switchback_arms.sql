with

int_switchback_windows as (
    select * from {{ ref('int_switchback_windows') }}
),

int_experiment_definitions as (
    select * from {{ ref('int_experiment_definitions') }}
    where design = 'switchback'
),

int_experiment_parts as (
    select * from {{ ref('int_experiment_parts') }}
    where part in ('primary_metric', 'guardrail_metric')
),

metrics as (
    select * from {{ ref('metrics') }}
),

-- what is counted once per unit and week has no figure by window
int_experiment_metric_days as (
    select * from {{ ref('int_experiment_metric_days') }}
    where item is null
),

asked as (
    select
        int_switchback_windows.experiment_id,
        int_switchback_windows.variant,
        int_switchback_windows.starts_at,
        int_switchback_windows.first_day,
        int_switchback_windows.last_day,
        int_switchback_windows.days,
        int_experiment_definitions.unit,
        int_experiment_definitions.control,
        int_experiment_definitions.alpha,
        metrics.metric,
        metrics.kind
    from int_switchback_windows
    inner join int_experiment_definitions
        on int_switchback_windows.experiment_id = int_experiment_definitions.experiment_id
    inner join int_experiment_parts
        on int_switchback_windows.experiment_id = int_experiment_parts.experiment_id
    inner join metrics
        on int_experiment_parts.name = metrics.metric
    where metrics.family = 'daily'
),

by_window as (
    select
        asked.experiment_id,
        asked.metric,
        asked.variant,
        asked.control,
        asked.alpha,
        asked.starts_at,
        coalesce(sum(int_experiment_metric_days.amount), 0) as numerator,
        case asked.kind
            when 'ratio' then coalesce(sum(int_experiment_metric_days.base), 0)
            else cast(asked.days as double precision)
        end as denominator
    from asked
    left join int_experiment_metric_days
        on
            asked.metric = int_experiment_metric_days.metric
            and asked.unit = int_experiment_metric_days.entity
            and asked.first_day <= int_experiment_metric_days.metric_day
            and asked.last_day >= int_experiment_metric_days.metric_day
    group by
        asked.experiment_id,
        asked.metric,
        asked.kind,
        asked.variant,
        asked.control,
        asked.alpha,
        asked.starts_at,
        asked.days
),

with_rates as (
    select
        *,
        sum(numerator) over of_arm / nullif(sum(denominator) over of_arm, 0) as rate,
        sum(denominator) over of_arm as total
    from by_window
    window of_arm as (partition by experiment_id, metric, variant)
),

-- a window is one draw, however many units and days it has: errors are clustered by it
final as (
    select
        experiment_id,
        metric,
        variant,
        control,
        alpha,
        max(rate) as rate,
        count(*) as windows,
        sum(power(numerator - rate * denominator, 2)) / power(nullif(max(total), 0), 2)
        * count(*) / nullif(count(*) - 1, 0) as error_variance
    from with_rates
    group by experiment_id, metric, variant, control, alpha
)

select * from final
