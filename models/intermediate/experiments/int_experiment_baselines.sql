with

int_experiment_unit_values as (
    select * from {{ ref('int_experiment_unit_values') }}
    where population = 'eligible'
),

int_experiment_segment_units as (
    select * from {{ ref('int_experiment_segment_units') }}
    where chosen = 'eligible'
),

segment_sizes as (
    select
        experiment_id,
        segment,
        count(*) as eligible_units
    from int_experiment_segment_units
    group by experiment_id, segment
),

unit_values as (
    select
        int_experiment_segment_units.segment,
        int_experiment_unit_values.*,
        avg(int_experiment_unit_values.numerator) over of_metric as mean_numerator,
        avg(int_experiment_unit_values.denominator) over of_metric as mean_denominator,
        avg(int_experiment_unit_values.past_numerator) over of_metric as mean_past_numerator,
        avg(int_experiment_unit_values.past_denominator) over of_metric as mean_past_denominator
    from int_experiment_unit_values
    inner join int_experiment_segment_units
        on
            int_experiment_unit_values.experiment_id = int_experiment_segment_units.experiment_id
            and int_experiment_unit_values.entity_id = int_experiment_segment_units.entity_id
    window of_metric as (
        partition by
            int_experiment_unit_values.experiment_id,
            int_experiment_segment_units.segment,
            int_experiment_unit_values.metric
    )
),

-- the delta method, as in int_experiment_differences: a ratio moves like the mean of these
linearised as (
    select
        experiment_id,
        segment,
        metric,
        mean_numerator / nullif(mean_denominator, 0) as ratio,
        (numerator - mean_numerator / nullif(mean_denominator, 0) * denominator)
        / nullif(mean_denominator, 0) as deviation,
        coalesce(
            (
                past_numerator
                - mean_past_numerator / nullif(mean_past_denominator, 0) * past_denominator
            )
            / nullif(mean_past_denominator, 0),
            0
        ) as past_deviation
    from unit_values
),

spread as (
    select
        experiment_id,
        segment,
        metric,
        count(*) as units,
        max(ratio) as mean,
        var_samp(deviation) as variance,
        var_samp(deviation) * (
            1 - least(
                coalesce(
                    covar_samp(deviation, past_deviation) * covar_samp(deviation, past_deviation)
                    / nullif(var_samp(past_deviation) * var_samp(deviation), 0),
                    0
                ),
                1
            )
        ) as adjusted_variance
    from linearised
    group by experiment_id, segment, metric
),

final as (
    select
        spread.*,
        segment_sizes.eligible_units
    from spread
    inner join segment_sizes
        on
            spread.experiment_id = segment_sizes.experiment_id
            and spread.segment = segment_sizes.segment
)

select * from final
