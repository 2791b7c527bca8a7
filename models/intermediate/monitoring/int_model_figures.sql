-- AUC is the chance that an entity with the outcome ranks above one without, ties counting half:
-- the mean over the former of the share of the latter below them. The same shares give its
-- variance (DeLong, DeLong and Clarke-Pearson 1988).
with

int_matured_scores as (
    select * from {{ ref('int_matured_scores') }}
),

ranked as (
    select
        *,
        rank() over of_all
        + cast(count(*) over equal_ones - 1 as double precision) / 2 as rank_among_all,
        rank() over of_same_outcome
        + cast(count(*) over equal_ones_of_same_outcome - 1 as double precision) / 2
            as rank_among_same,
        row_number() over (
            partition by model_id, as_of_date
            order by probability, {{ in_byte_order('entity_id') }}
        ) as place,
        count(*) over (partition by model_id, as_of_date) as entities,
        count(*) over (partition by model_id, as_of_date, is_positive) as entities_same,
        case when is_positive then 1 else 0 end as outcome,
        case when is_positive then probability else 1 - probability end as probability_given
    from int_matured_scores
    window
        of_all as (partition by model_id, as_of_date order by probability),
        equal_ones as (partition by model_id, as_of_date, probability),
        of_same_outcome as (partition by model_id, as_of_date, is_positive order by probability),
        equal_ones_of_same_outcome as (
            partition by model_id, as_of_date, is_positive, probability
        )
),

-- A probability of 0 for what came to be would surprise without end.
judged as (
    select
        *,
        least(
            cast(
                floor((cast(place - 0.5 as double precision) / entities) * 10) as integer
            ),
            9
        ) as tenth,
        -ln(greatest(probability_given, cast(1e-12 as double precision))) as surprise,
        (probability - outcome) * (probability - outcome) as squared_error,
        (rank_among_all - rank_among_same) / nullif(entities - entities_same, 0)
            as share_of_others_below
    from ranked
),

tenths as (
    select
        model_id,
        as_of_date,
        tenth,
        abs(sum(probability - outcome)) as gap
    from judged
    group by model_id, as_of_date, tenth
),

calibrations as (
    select
        model_id,
        as_of_date,
        sum(gap) as gap
    from tenths
    group by model_id, as_of_date
),

figures as (
    select
        model_id,
        as_of_date,
        max(model) as model,
        max(version) as version,
        max(entity) as entity,
        max(horizon_days) as horizon_days,
        bool_and(is_reported) as is_reported,
        bool_and(is_out_of_time) as is_out_of_time,
        count(*) as entities,
        sum(outcome) as positives,
        avg(probability) as mean_probability,
        avg(share_of_others_below) filter (where is_positive) as auc,
        var_samp(share_of_others_below) filter (where is_positive) as variance_of_positives,
        var_samp(share_of_others_below) filter (where not is_positive) as variance_of_others,
        avg(surprise) as log_loss,
        var_samp(surprise) as variance_of_surprise,
        avg(squared_error) as brier
    from judged
    group by model_id, as_of_date
),

final as (
    select
        figures.model_id,
        figures.as_of_date,
        figures.model,
        figures.version,
        figures.entity,
        figures.horizon_days,
        figures.is_reported,
        figures.is_out_of_time,
        figures.entities,
        cast(figures.positives as bigint) as positives,
        figures.mean_probability,
        figures.auc,
        sqrt(
            figures.variance_of_positives / figures.positives
            + figures.variance_of_others / (figures.entities - figures.positives)
        ) as auc_standard_error,
        figures.log_loss,
        sqrt(figures.variance_of_surprise / figures.entities) as log_loss_standard_error,
        figures.brier,
        calibrations.gap / figures.entities as calibration_error
    from figures
    inner join calibrations
        on
            figures.model_id = calibrations.model_id
            and figures.as_of_date = calibrations.as_of_date
)

select * from final
