with

int_experiment_moments as (
    select * from {{ ref('int_experiment_moments') }}
),

with_ratios as (
    select
        *,
        mean_numerator / nullif(mean_denominator, 0) as value_mean,
        coalesce(mean_past_numerator / nullif(mean_past_denominator, 0), 0) as past_mean,
        coalesce(1 / nullif(mean_past_denominator, 0), 0) as past_scale
    from int_experiment_moments
),

-- The delta method: a ratio of means moves like the mean of (numerator - ratio x denominator) over
-- the mean denominator. Of a plain mean the denominator is 1, and nothing changes.
linearised as (
    select
        experiment_id,
        population,
        segment,
        metric,
        variant,
        part,
        units,
        value_mean,
        past_mean,
        mean_has_past,
        variance_has_past,
        greatest(
            variance_numerator
            - 2 * value_mean * covariance_numerator_denominator
            + value_mean * value_mean * variance_denominator,
            0
        ) / (mean_denominator * mean_denominator) as value_variance,
        greatest(
            variance_past_numerator
            - 2 * past_mean * covariance_past_numerator_past_denominator
            + past_mean * past_mean * variance_past_denominator,
            0
        ) * past_scale * past_scale as past_variance,
        (
            covariance_numerator_past_numerator
            - past_mean * covariance_numerator_past_denominator
            - value_mean * covariance_denominator_past_numerator
            + value_mean * past_mean * covariance_denominator_past_denominator
        ) * past_scale / mean_denominator as covariance_value_past,
        (covariance_numerator_has_past - value_mean * covariance_denominator_has_past)
        / mean_denominator as covariance_value_has_past,
        (covariance_past_numerator_has_past - past_mean * covariance_past_denominator_has_past)
        * past_scale as covariance_past_has_past
    from with_ratios
    where mean_denominator <> 0 and units > 1
),

with_determinant as (
    select
        *,
        past_variance * variance_has_past - covariance_past_has_past * covariance_past_has_past
            as determinant
    from linearised
    where part = 'both'
),

-- Least squares of the value on the past and on having one, both arms as one sample. Where the two
-- say the same, the past says it alone.
thetas as (
    select
        experiment_id,
        population,
        segment,
        metric,
        variant,
        past_mean,
        mean_has_past,
        case
            when determinant > 1e-9 * past_variance * variance_has_past
                then
                    (
                        variance_has_past * covariance_value_past
                        - covariance_past_has_past * covariance_value_has_past
                    ) / determinant
            when past_variance > 0 then covariance_value_past / past_variance
            else 0
        end as theta_past,
        case
            when determinant > 1e-9 * past_variance * variance_has_past
                then
                    (
                        past_variance * covariance_value_has_past
                        - covariance_past_has_past * covariance_value_past
                    ) / determinant
            when past_variance > 0 then 0
            when variance_has_past > 0 then covariance_value_has_past / variance_has_past
            else 0
        end as theta_has_past
    from with_determinant
),

with_thetas as (
    select
        linearised.*,
        thetas.theta_past,
        thetas.theta_has_past,
        linearised.past_mean - thetas.past_mean as past_ahead,
        linearised.mean_has_past - thetas.mean_has_past as has_past_ahead
    from linearised
    inner join thetas
        on
            linearised.experiment_id = thetas.experiment_id
            and linearised.population = thetas.population
            and linearised.segment = thetas.segment
            and linearised.metric = thetas.metric
            and linearised.variant = thetas.variant
),

final as (
    select
        experiment_id,
        population,
        segment,
        metric,
        variant,
        part,
        units,
        value_mean,
        theta_past,
        theta_has_past,
        value_mean - theta_past * past_ahead - theta_has_past * has_past_ahead as adjusted_mean,
        value_variance / units as error_variance,
        greatest(
            value_variance
            + theta_past * theta_past * past_variance
            + theta_has_past * theta_has_past * variance_has_past
            - 2 * theta_past * covariance_value_past
            - 2 * theta_has_past * covariance_value_has_past
            + 2 * theta_past * theta_has_past * covariance_past_has_past,
            0
        ) / units as adjusted_error_variance
    from with_thetas
    where part <> 'both'
)

select * from final
