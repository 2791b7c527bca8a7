with

fct_scores as (
    select * from {{ ref('fct_scores') }}
),

trained_models as (
    select * from {{ ref('stg_registry__trained_models') }}
    where task = 'hazard'
),

hazard_intervals as (
    select * from {{ ref('stg_registry__hazard_intervals') }}
),

last_dates as (
    select
        model,
        max(as_of_date) as as_of_date
    from fct_scores
    group by model
),

-- beyond ±35 nothing changes in the fifteenth digit
hazards as (
    select
        fct_scores.entity,
        fct_scores.entity_id,
        fct_scores.model,
        fct_scores.version,
        fct_scores.as_of_date,
        hazard_intervals.interval_number,
        hazard_intervals.days_through,
        1 / (
            1 + exp(greatest(least(-(fct_scores.logit + hazard_intervals.effect), 35), -35))
        ) as hazard
    from fct_scores
    inner join last_dates
        on
            fct_scores.model = last_dates.model
            and fct_scores.as_of_date = last_dates.as_of_date
    inner join trained_models
        on
            fct_scores.model = trained_models.model
            and fct_scores.version = trained_models.version
    inner join hazard_intervals
        on trained_models.model_id = hazard_intervals.model_id
),

survivals as (
    select
        *,
        exp(
            sum(ln(1 - hazard)) over (
                partition by entity, entity_id, model
                order by interval_number
                rows between unbounded preceding and current row
            )
        ) as survival
    from hazards
),

final as (
    select
        cast(entity as varchar) as entity,
        cast(entity_id as varchar) as entity_id,
        cast(model as varchar) as model,
        cast(version as integer) as version,
        cast(days_through as integer) as days_through,
        cast(hazard as double precision) as hazard,
        cast(survival as double precision) as survival,
        cast(1 - survival as double precision) as probability,
        as_of_date
    from survivals
)

select * from final
