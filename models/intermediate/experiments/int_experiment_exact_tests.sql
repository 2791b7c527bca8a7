with

int_experiment_moments as (
    select * from {{ ref('int_experiment_moments') }}
),

int_experiment_definitions as (
    select * from {{ ref('int_experiment_definitions') }}
),

metrics as (
    select * from {{ ref('metrics') }}
    where kind = 'proportion'
),

arms as (
    select
        int_experiment_moments.experiment_id,
        int_experiment_moments.population,
        int_experiment_moments.segment,
        int_experiment_moments.metric,
        int_experiment_moments.variant,
        int_experiment_moments.part,
        int_experiment_moments.units,
        cast(round(int_experiment_moments.mean_numerator * int_experiment_moments.units) as bigint)
            as successes
    from int_experiment_moments
    inner join metrics
        on int_experiment_moments.metric = metrics.metric
),

compared as (
    select
        treated.experiment_id,
        treated.population,
        treated.segment,
        treated.metric,
        treated.variant,
        treated.units,
        treated.successes,
        control.units as control_units,
        control.successes as control_successes,
        cast(treated.successes + control.successes as double precision)
        / (treated.units + control.units) as common_share
    from arms as treated
    inner join arms as control
        on
            treated.experiment_id = control.experiment_id
            and treated.population = control.population
            and treated.segment = control.segment
            and treated.metric = control.metric
            and treated.variant = control.variant
            and control.part = 'control'
    where treated.part = 'variant'
),

-- fewer than five expected in any of the four cells
tiny as (
    select
        compared.*,
        {{ normal_quantile('(1 - int_experiment_definitions.alpha / 2)') }} as z
    from compared
    inner join int_experiment_definitions
        on compared.experiment_id = int_experiment_definitions.experiment_id
    where
        least(compared.units, compared.control_units)
        * least(compared.common_share, 1 - compared.common_share) < 5
),

p_values as (
    {{ fisher_exact_test(
        'tiny',
        ['experiment_id', 'population', 'segment', 'metric', 'variant'],
        'successes', 'units', 'control_successes', 'control_units', 'exact_p_value'
    ) }}
),

-- R. G. Newcombe, Interval estimation for the difference between independent proportions,
-- Statistics in Medicine 17 (1998), method 10: it doesn't shrink to nothing where an arm has no
-- success.
with_bounds as (
    select
        *,
        cast(successes as double precision) / units as share,
        cast(control_successes as double precision) / control_units as control_share,
        {{ wilson_bound('successes', 'units', 'lower', 'z') }} as low,
        {{ wilson_bound('successes', 'units', 'upper', 'z') }} as high,
        {{ wilson_bound('control_successes', 'control_units', 'lower', 'z') }} as control_low,
        {{ wilson_bound('control_successes', 'control_units', 'upper', 'z') }} as control_high
    from tiny
),

final as (
    select
        with_bounds.experiment_id,
        with_bounds.population,
        with_bounds.segment,
        with_bounds.metric,
        with_bounds.variant,
        p_values.exact_p_value,
        with_bounds.share - with_bounds.control_share - sqrt(
            (with_bounds.share - with_bounds.low) * (with_bounds.share - with_bounds.low)
            + (with_bounds.control_high - with_bounds.control_share)
            * (with_bounds.control_high - with_bounds.control_share)
        ) as score_low,
        with_bounds.share - with_bounds.control_share + sqrt(
            (with_bounds.high - with_bounds.share) * (with_bounds.high - with_bounds.share)
            + (with_bounds.control_share - with_bounds.control_low)
            * (with_bounds.control_share - with_bounds.control_low)
        ) as score_high
    from with_bounds
    left join p_values
        on
            with_bounds.experiment_id = p_values.experiment_id
            and with_bounds.population = p_values.population
            and with_bounds.segment = p_values.segment
            and with_bounds.metric = p_values.metric
            and with_bounds.variant = p_values.variant
)

select * from final
