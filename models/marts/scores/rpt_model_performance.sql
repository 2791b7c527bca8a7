{#- With fewer outcomes of either kind a rate or a rank says little, as in the cards of models. -#}
{%- set fewest_outcomes = 10 -%}
{%- set reported = [
    ('auc', 'value'), ('auc', 'low'), ('log_loss', 'value'), ('log_loss', 'high'),
    ('brier', 'value'), ('calibration_error', 'value')
] -%}
{%- set z = 'cast(1.959963984540054 as double precision)' -%}

with

int_model_figures as (
    select * from {{ ref('int_model_figures') }}
),

trained_models as (
    select * from {{ ref('stg_registry__trained_models') }}
),

at_training as (
    select
        model_id,
        {%- for metric, figure in reported %}
        {{ try_cast(
            json_text(json_text('metrics', sql_text(metric)), sql_text(figure)), 'double precision'
        ) }} as {{ metric }}_{{ figure }},
        {%- endfor %}
        label as outcome
    from trained_models
),

compared as (
    select
        int_model_figures.*,
        at_training.outcome,
        at_training.auc_value,
        at_training.log_loss_value,
        at_training.brier_value,
        at_training.calibration_error_value,
        {{ ratio('int_model_figures.positives', 'int_model_figures.entities') }} as observed_rate,
        {{ wilson_bound('int_model_figures.positives', 'int_model_figures.entities', 'lower') }}
            as observed_rate_low,
        {{ wilson_bound('int_model_figures.positives', 'int_model_figures.entities', 'upper') }}
            as observed_rate_high,
        {{ z }} * int_model_figures.auc_standard_error as auc_margin,
        {{ z }} * int_model_figures.log_loss_standard_error as log_loss_margin,
        at_training.auc_value - at_training.auc_low as auc_margin_at_training,
        at_training.log_loss_high - at_training.log_loss_value as log_loss_margin_at_training,
        least(
            int_model_figures.positives, int_model_figures.entities - int_model_figures.positives
        ) as rarer_outcomes
    from int_model_figures
    inner join at_training
        on int_model_figures.model_id = at_training.model_id
),

-- A difference of two figures has the margin of both.
judged as (
    select
        *,
        auc_value - auc
        > sqrt(auc_margin * auc_margin + auc_margin_at_training * auc_margin_at_training)
            as ranks_worse,
        log_loss - log_loss_value
        > sqrt(
            log_loss_margin * log_loss_margin
            + log_loss_margin_at_training * log_loss_margin_at_training
        ) as is_more_surprised
    from compared
),

final as (
    select
        cast(model_id as varchar) as model_id,
        cast(model as varchar) as model,
        cast(version as integer) as version,
        cast(entity as varchar) as entity,
        cast(outcome as varchar) as outcome,
        cast(horizon_days as integer) as horizon_days,
        as_of_date,
        cast(
            {{ dbt.dateadd('day', 'coalesce(horizon_days, 0)', 'as_of_date') }} as date
        ) as matured_on,
        cast(is_reported as boolean) as is_reported,
        cast(is_out_of_time as boolean) as is_out_of_time,
        cast(entities as bigint) as entities,
        cast(positives as bigint) as positives,
        cast(mean_probability as double precision) as mean_probability,
        cast(observed_rate as double precision) as observed_rate,
        cast(observed_rate_low as double precision) as observed_rate_low,
        cast(observed_rate_high as double precision) as observed_rate_high,
        cast(auc as double precision) as auc,
        cast(greatest(auc - auc_margin, 0) as double precision) as auc_low,
        cast(least(auc + auc_margin, 1) as double precision) as auc_high,
        cast(log_loss as double precision) as log_loss,
        cast(greatest(log_loss - log_loss_margin, 0) as double precision) as log_loss_low,
        cast(log_loss + log_loss_margin as double precision) as log_loss_high,
        cast(brier as double precision) as brier,
        cast(calibration_error as double precision) as calibration_error,
        cast(auc_value as double precision) as auc_at_training,
        cast(log_loss_value as double precision) as log_loss_at_training,
        cast(brier_value as double precision) as brier_at_training,
        cast(calibration_error_value as double precision) as calibration_error_at_training,
        cast(
            case
                when not is_out_of_time then 'not out of time: it learned from this date'
                when rarer_outcomes < {{ fewest_outcomes }} then 'too few outcomes to judge'
                when ranks_worse then 'ranks worse than at training'
                when is_more_surprised then 'more surprised than at training'
                when mean_probability > observed_rate_high then 'foretells too much'
                when mean_probability < observed_rate_low then 'foretells too little'
                else 'as at training'
            end as varchar
        ) as verdict
    from judged
)

select * from final
