-- Fails where the end of a survival curve is another probability than the score of the same hazard.
with

rpt_survival_curves as (
    select * from {{ ref('rpt_survival_curves') }}
),

fct_scores as (
    select * from {{ ref('fct_scores') }}
),

last_intervals as (
    select
        model,
        version,
        max(days_through) as days_through
    from rpt_survival_curves
    group by model, version
)

select
    fct_scores.entity_id,
    fct_scores.model,
    fct_scores.probability,
    rpt_survival_curves.probability as probability_of_curve
from rpt_survival_curves
inner join last_intervals
    on
        rpt_survival_curves.model = last_intervals.model
        and rpt_survival_curves.version = last_intervals.version
        and rpt_survival_curves.days_through = last_intervals.days_through
inner join fct_scores
    on
        rpt_survival_curves.entity = fct_scores.entity
        and rpt_survival_curves.entity_id = fct_scores.entity_id
        and rpt_survival_curves.model = fct_scores.model
        and rpt_survival_curves.as_of_date = fct_scores.as_of_date
where
    abs(fct_scores.probability - rpt_survival_curves.probability)
    > cast(0.000000001 as double precision)
