with

int_experiment_differences as (
    select * from {{ ref('int_experiment_differences') }}
),

int_experiment_definitions as (
    select * from {{ ref('int_experiment_definitions') }}
),

int_experiment_tails as (
    select * from {{ ref('int_experiment_tails') }}
),

-- An asymptotic confidence sequence (I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy and
-- A. Ramdas, Time-uniform central limit theory and asymptotic confidence sequences, equation 9):
-- rho of equation 161 makes it narrowest at the planned number of units.
with_information as (
    select
        int_experiment_differences.*,
        int_experiment_definitions.alpha,
        nullif(int_experiment_differences.standard_error, 0) as error,
        nullif(int_experiment_differences.adjusted_standard_error, 0) as adjusted_error,
        (int_experiment_differences.units + int_experiment_differences.control_units)
        * (
            -2 * ln(int_experiment_definitions.alpha)
            + ln(1 - 2 * ln(int_experiment_definitions.alpha))
        ) / int_experiment_definitions.planned_units as information
    from int_experiment_differences
    inner join int_experiment_definitions
        on int_experiment_differences.experiment_id = int_experiment_definitions.experiment_id
),

with_statistics as (
    select
        with_information.*,
        measured.t_statistic,
        measured.p_value,
        measured.critical_value,
        adjusted.t_statistic as adjusted_t_statistic,
        adjusted.p_value as adjusted_p_value,
        adjusted.critical_value as adjusted_critical_value,
        sqrt(
            2 * (with_information.information + 1)
            * ln(sqrt(with_information.information + 1) / with_information.alpha)
            / with_information.information
        )
            as sequential_value
    from with_information
    left join int_experiment_tails as measured
        on
            with_information.experiment_id = measured.experiment_id
            and with_information.population = measured.population
            and with_information.segment = measured.segment
            and with_information.metric = measured.metric
            and with_information.variant = measured.variant
            and measured.estimate = 'measured'
    left join int_experiment_tails as adjusted
        on
            with_information.experiment_id = adjusted.experiment_id
            and with_information.population = adjusted.population
            and with_information.segment = adjusted.segment
            and with_information.metric = adjusted.metric
            and with_information.variant = adjusted.variant
            and adjusted.estimate = 'adjusted'
),

final as (
    select
        experiment_id,
        population,
        segment,
        metric,
        variant,
        p_value,
        difference - critical_value * error as interval_low,
        difference + critical_value * error as interval_high,
        relative_difference - critical_value * relative_standard_error as relative_low,
        relative_difference + critical_value * relative_standard_error as relative_high,
        adjusted_p_value,
        adjusted_difference - adjusted_critical_value * adjusted_error as adjusted_low,
        adjusted_difference + adjusted_critical_value * adjusted_error as adjusted_high,
        adjusted_relative_difference
        - adjusted_critical_value * adjusted_relative_standard_error as adjusted_relative_low,
        adjusted_relative_difference
        + adjusted_critical_value * adjusted_relative_standard_error as adjusted_relative_high,
        difference - sequential_value * error as sequential_low,
        difference + sequential_value * error as sequential_high,
        adjusted_difference - sequential_value * adjusted_error as adjusted_sequential_low,
        adjusted_difference + sequential_value * adjusted_error as adjusted_sequential_high,
        case when t_statistic is not null then least(
            sqrt(information + 1)
            * exp(greatest(
                -information * t_statistic * t_statistic / (2 * (information + 1)), -700
            )),
            1
        ) end as sequential_p_value,
        case when adjusted_t_statistic is not null then least(
            sqrt(information + 1)
            * exp(greatest(
                -information * adjusted_t_statistic * adjusted_t_statistic
                / (2 * (information + 1)),
                -700
            )),
            1
        ) end as adjusted_sequential_p_value
    from with_statistics
)

select * from final
