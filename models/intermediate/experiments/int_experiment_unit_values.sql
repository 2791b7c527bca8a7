with

int_experiment_windows as (
    select * from {{ ref('int_experiment_windows') }}
    where period = 'after' and not is_waiting
),

int_experiment_definitions as (
    select * from {{ ref('int_experiment_definitions') }}
),

metrics as (
    select * from {{ ref('metrics') }}
),

int_experiment_daily_values as (
    select * from {{ ref('int_experiment_daily_values') }}
),

int_experiment_lifecycle_values as (
    select * from {{ ref('int_experiment_lifecycle_values') }}
),

int_experiment_revenue_values as (
    select * from {{ ref('int_experiment_revenue_values') }}
),

all_values as (
    select * from int_experiment_daily_values
    union all
    select * from int_experiment_lifecycle_values
    union all
    select * from int_experiment_revenue_values
),

ranked as (
    select
        all_values.*,
        metrics.kind,
        case when metrics.is_money then int_experiment_definitions.winsorise_share end
            as winsorise_share,
        count(*) over all_arms - 1 as last_place,
        row_number() over (
            partition by
                all_values.experiment_id,
                all_values.population,
                all_values.metric,
                all_values.period
            order by all_values.numerator, {{ in_byte_order('all_values.entity_id') }}
        ) - 1 as place
    from all_values
    inner join metrics
        on all_values.metric = metrics.metric
    inner join int_experiment_definitions
        on all_values.experiment_id = int_experiment_definitions.experiment_id
    window all_arms as (
        partition by
            all_values.experiment_id,
            all_values.population,
            all_values.metric,
            all_values.period
    )
),

-- the quantile lies between two figures, in proportion
caps as (
    select
        experiment_id,
        population,
        metric,
        period,
        sum(
            numerator * greatest(1 - abs(place - winsorise_share * last_place), 0)
        ) as cap
    from ranked
    where winsorise_share is not null
    group by experiment_id, population, metric, period
),

-- where more than the share has nothing, the quantile is 0 and would leave nothing to compare
capped as (
    select
        ranked.experiment_id,
        ranked.population,
        ranked.entity,
        ranked.entity_id,
        ranked.metric,
        ranked.period,
        ranked.kind,
        ranked.denominator,
        case
            when caps.cap > 0 and ranked.numerator > caps.cap then caps.cap
            else ranked.numerator
        end as numerator
    from ranked
    left join caps
        on
            ranked.experiment_id = caps.experiment_id
            and ranked.population = caps.population
            and ranked.metric = caps.metric
            and ranked.period = caps.period
),

final as (
    select
        after_start.experiment_id,
        after_start.population,
        after_start.entity,
        after_start.entity_id,
        int_experiment_windows.variant,
        after_start.metric,
        after_start.kind,
        after_start.numerator,
        after_start.denominator,
        coalesce(before_start.numerator, 0) as past_numerator,
        coalesce(before_start.denominator, case when after_start.kind = 'ratio' then 0 else 1 end)
            as past_denominator,
        case when before_start.entity_id is null then 0 else 1 end as has_past
    from capped as after_start
    inner join int_experiment_windows
        on
            after_start.experiment_id = int_experiment_windows.experiment_id
            and after_start.population = int_experiment_windows.population
            and after_start.entity_id = int_experiment_windows.entity_id
            and after_start.metric = int_experiment_windows.metric
    left join capped as before_start
        on
            after_start.experiment_id = before_start.experiment_id
            and after_start.population = before_start.population
            and after_start.entity_id = before_start.entity_id
            and after_start.metric = before_start.metric
            and before_start.period = 'before'
    where after_start.period = 'after'
)

select * from final
