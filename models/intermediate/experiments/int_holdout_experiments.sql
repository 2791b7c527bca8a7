-- A playbook with a holdout is an experiment without an end, judged by its own metric and by the
-- outcome of its motion; all playbooks together are one against the global holdout, judged by all
-- outcomes. Where capacity is drawn for, fewer are treated than the holdout leaves: planned is
-- what was drawn by.
with

playbooks as (
    select * from {{ ref('playbooks') }}
),

motions as (
    select * from {{ ref('motions') }}
),

metrics as (
    select * from {{ ref('metrics') }}
),

dim_segments as (
    select * from {{ ref('dim_segments') }}
    where is_current
),

fct_playbook_assignments as (
    select * from {{ ref('fct_playbook_assignments') }}
),

draws as (
    select
        playbook,
        cast(min(assigned_at) as date) as starts_on,
        sum(treatment_probability) as treated_share,
        count(*) * (1 - cast({{ var('global_holdout_share') }} as double precision)) as not_global
    from fct_playbook_assignments
    group by playbook
),

holdouts as (
    select
        playbooks.*,
        dim_segments.entity as unit,
        motions.outcome,
        draws.starts_on,
        coalesce(
            draws.not_global * playbooks.holdout_share
            / (draws.not_global * playbooks.holdout_share + draws.treated_share),
            playbooks.holdout_share
        ) as holdout_planned,
        metrics.metric is not null and motions.outcome <> playbooks.primary_metric
            as has_outcome_beside
    from playbooks
    inner join dim_segments on playbooks.segment = dim_segments.segment
    inner join motions on playbooks.motion = motions.motion
    left join metrics
        on
            motions.outcome = metrics.metric
            and position(dim_segments.entity in metrics.entities) > 0
    left join draws on playbooks.playbook = draws.playbook
    where
        playbooks.holdout_share > 0
        and playbooks.holdout_share < 1
),

of_playbooks as (
    select
        concat('playbook:', playbook) as experiment_id,
        label,
        hypothesis,
        unit,
        'holdout' as control,
        'treatment' as treated,
        holdout_planned,
        starts_on,
        minimum_days,
        primary_metric,
        concat(
            coalesce(guardrail_metrics, ''),
            case when has_outcome_beside then concat(';', outcome) else '' end
        ) as guardrail_metrics,
        alpha,
        planned_units,
        winsorise_share
    from holdouts
),

of_all_playbooks as (
    select
        'global_holdout' as experiment_id,
        'All playbooks' as label,
        'Customers whom playbooks address fare better than those left alone' as hypothesis,
        'account' as unit,
        'global_holdout' as control,
        'playbooks' as treated,
        cast({{ var('global_holdout_share') }} as double precision) as holdout_planned,
        (
            select cast(min(fct_playbook_assignments.assigned_at) as date)
            from fct_playbook_assignments
        ) as starts_on,
        max(holdouts.minimum_days) as minimum_days,
        (
            select {{ dbt.listagg('motions.outcome', "';'", 'order by motions.outcome') }}
            from motions
        ) as primary_metric,
        '' as guardrail_metrics,
        min(holdouts.alpha) as alpha,
        sum(holdouts.planned_units) as planned_units,
        min(holdouts.winsorise_share) as winsorise_share
    from holdouts
    having {{ var('global_holdout_share') }} > 0 and count(*) > 0
),

all_holdouts as (
    select * from of_playbooks
    union all
    select * from of_all_playbooks
),

final as (
    select
        experiment_id,
        label,
        hypothesis,
        unit,
        'randomised' as design,
        control,
        concat(
            control, '=', cast(cast(holdout_planned as numeric(18, 6)) as varchar), ';',
            treated, '=', cast(cast(1 - holdout_planned as numeric(18, 6)) as varchar)
        ) as variants,
        starts_on,
        cast(null as date) as ends_on,
        minimum_days,
        primary_metric,
        guardrail_metrics,
        alpha,
        planned_units,
        winsorise_share
    from all_holdouts
)

select * from final
