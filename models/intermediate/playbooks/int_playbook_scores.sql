-- What the motion's model says of everyone today, and what to do about the strongest reason that
-- somebody can do something about.
with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

motions as (
    select * from {{ ref('motions') }}
),

driver_actions as (
    select * from {{ ref('driver_actions') }}
),

fct_scores as (
    select * from {{ ref('fct_scores') }}
),

fct_score_drivers as (
    select * from {{ ref('fct_score_drivers') }}
    where direction = 'raises'
),

scores_today as (
    select
        motions.motion,
        fct_scores.*
    from fct_scores
    inner join int_run on fct_scores.as_of_date = int_run.as_of_date
    inner join motions on fct_scores.model = motions.model
),

drivers_today as (
    select
        scores_today.motion,
        fct_score_drivers.*,
        driver_actions.action,
        row_number() over (
            partition by
                scores_today.motion, fct_score_drivers.entity, fct_score_drivers.entity_id
            order by
                case when driver_actions.action is null then 1 else 0 end,
                fct_score_drivers.driver_position
        ) as place
    from scores_today
    inner join fct_score_drivers
        on
            scores_today.model = fct_score_drivers.model
            and scores_today.entity = fct_score_drivers.entity
            and scores_today.entity_id = fct_score_drivers.entity_id
            and scores_today.as_of_date = fct_score_drivers.as_of_date
    left join driver_actions
        on
            scores_today.motion = driver_actions.motion
            and fct_score_drivers.feature = driver_actions.feature
),

final as (
    select
        scores_today.motion,
        scores_today.entity,
        scores_today.entity_id,
        scores_today.model,
        scores_today.probability,
        scores_today.bucket,
        drivers_today.words as driver,
        drivers_today.action
    from scores_today
    left join drivers_today
        on
            scores_today.motion = drivers_today.motion
            and scores_today.entity = drivers_today.entity
            and scores_today.entity_id = drivers_today.entity_id
            and drivers_today.place = 1
)

select * from final
