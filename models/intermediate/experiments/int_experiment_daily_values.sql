with

int_experiment_windows as (
    select * from {{ ref('int_experiment_windows') }}
    where family = 'daily' and not is_waiting
),

int_experiment_metric_days as (
    select * from {{ ref('int_experiment_metric_days') }}
),

metrics as (
    select * from {{ ref('metrics') }}
),

with_weeks as (
    select
        *,
        metric in ('weekly_active_accounts', 'weekly_active_users') as is_weekly,
        greatest(floor(horizon_days / cast(7 as double precision)), 1) as weeks
    from int_experiment_windows
),

days_in_windows as (
    select
        with_weeks.experiment_id,
        with_weeks.population,
        with_weeks.entity,
        with_weeks.entity_id,
        with_weeks.metric,
        with_weeks.period,
        with_weeks.weeks,
        int_experiment_metric_days.item,
        int_experiment_metric_days.amount,
        int_experiment_metric_days.base,
        case
            when with_weeks.is_weekly
                then floor(
                    {{ dbt.datediff(
                        'with_weeks.starts_on', 'int_experiment_metric_days.metric_day', 'day'
                    ) }} / cast(7 as double precision)
                )
            else 0
        end as week_number
    from with_weeks
    inner join int_experiment_metric_days
        on
            with_weeks.metric = int_experiment_metric_days.metric
            and with_weeks.entity = int_experiment_metric_days.entity
            and with_weeks.entity_id = int_experiment_metric_days.entity_id
            and with_weeks.starts_on <= int_experiment_metric_days.metric_day
            and with_weeks.ends_on >= int_experiment_metric_days.metric_day
),

-- an item counts once a week, or once; days past the last whole week are left out
items as (
    select
        experiment_id,
        population,
        entity,
        entity_id,
        metric,
        period,
        case when item is null then sum(amount) else 1 end as amount,
        sum(base) as base
    from days_in_windows
    where week_number < weeks
    group by experiment_id, population, entity, entity_id, metric, period, item, week_number
),

totals as (
    select
        experiment_id,
        population,
        entity,
        entity_id,
        metric,
        period,
        sum(amount) as amount,
        sum(base) as base
    from items
    group by experiment_id, population, entity, entity_id, metric, period
),

final as (
    select
        with_weeks.experiment_id,
        with_weeks.population,
        with_weeks.entity,
        with_weeks.entity_id,
        with_weeks.metric,
        with_weeks.period,
        coalesce(totals.amount, 0) / case when with_weeks.is_weekly then with_weeks.weeks else 1 end
            as numerator,
        case when metrics.kind = 'ratio' then coalesce(totals.base, 0) else 1 end as denominator
    from with_weeks
    inner join metrics
        on with_weeks.metric = metrics.metric
    left join totals
        on
            with_weeks.experiment_id = totals.experiment_id
            and with_weeks.population = totals.population
            and with_weeks.entity = totals.entity
            and with_weeks.entity_id = totals.entity_id
            and with_weeks.metric = totals.metric
            and with_weeks.period = totals.period
)

select * from final
