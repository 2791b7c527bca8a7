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

paired as (
    select
        experiment_id,
        population,
        entity,
        entity_id,
        metric,
        kind,
        max(case when period = 'after' then numerator end) as numerator,
        max(case when period = 'after' then denominator end) as denominator,
        max(case when period = 'before' then numerator end) as past_numerator,
        max(case when period = 'before' then denominator end) as past_denominator
    from capped
    group by experiment_id, population, entity, entity_id, metric, kind
),

final as (
    select
        paired.experiment_id,
        paired.population,
        paired.entity,
        paired.entity_id,
        int_experiment_windows.variant,
        paired.metric,
        paired.kind,
        paired.numerator,
        paired.denominator,
        coalesce(paired.past_numerator, 0) as past_numerator,
        coalesce(paired.past_denominator, case when paired.kind = 'ratio' then 0 else 1 end)
            as past_denominator,
        case when paired.past_numerator is null then 0 else 1 end as has_past
    from paired
    inner join int_experiment_windows
        on
            paired.experiment_id = int_experiment_windows.experiment_id
            and paired.population = int_experiment_windows.population
            and paired.entity_id = int_experiment_windows.entity_id
            and paired.metric = int_experiment_windows.metric
    where paired.numerator is not null
)

select * from final
