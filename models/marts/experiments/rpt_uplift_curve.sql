with

int_uplift_unit_gains as (
    select * from {{ ref('int_uplift_unit_gains') }}
),

int_uplift_definitions as (
    select * from {{ ref('int_uplift_definitions') }}
),

trained_models as (
    select * from {{ ref('stg_registry__trained_models') }}
),

twentieths as (
    {{ dbt.generate_series(20) }}
),

-- the area between the curve and the line of a random choice is the mean of these
qini_terms as (
    select
        model_id,
        units,
        gain * (0.5 - place) as qini_term
    from int_uplift_unit_gains
),

qinis as (
    select
        model_id,
        max(units) as units,
        avg(qini_term) as qini,
        stddev_pop(qini_term) / sqrt(cast(count(*) as double precision)) as qini_error
    from qini_terms
    group by model_id
),

gained_by_twentieth as (
    select
        model_id,
        twentieth,
        count(*) as units,
        sum(gain_of_score) as gained,
        sum(gain * gain) as gained_squared
    from int_uplift_unit_gains
    group by model_id, twentieth
),

points as (
    select
        qinis.model_id,
        qinis.units as units_of_trial,
        qinis.qini,
        qinis.qini_error,
        cast(twentieths.generated_number as integer) as twentieth,
        coalesce(gained_by_twentieth.units, 0) as units,
        coalesce(gained_by_twentieth.gained, 0) as gained,
        coalesce(gained_by_twentieth.gained_squared, 0) as gained_squared
    from qinis
    cross join twentieths
    left join gained_by_twentieth
        on
            qinis.model_id = gained_by_twentieth.model_id
            and twentieths.generated_number = gained_by_twentieth.twentieth
),

added_up as (
    select
        model_id,
        units_of_trial,
        qini,
        qini_error,
        twentieth,
        sum(units) over up_to_here as units_targeted,
        sum(gained) over up_to_here / units_of_trial as gain,
        sum(gained_squared) over up_to_here / units_of_trial as mean_square,
        sum(gained) over (partition by model_id) / units_of_trial as gain_of_all
    from points
    window up_to_here as (
        partition by model_id
        order by twentieth
        rows between unbounded preceding and current row
    )
),

with_error as (
    select
        *,
        sqrt(greatest(mean_square - gain * gain, cast(0 as double precision)) / units_of_trial)
            as gain_error
    from added_up
),

final as (
    select
        cast(trained_models.model as varchar) as model,
        cast(trained_models.version as integer) as version,
        cast(int_uplift_definitions.experiment_id as varchar) as experiment_id,
        cast(with_error.twentieth / cast(20 as double precision) as double precision)
            as share_targeted,
        cast(with_error.units_targeted as bigint) as units_targeted,
        cast(with_error.gain as double precision) as gain,
        cast(with_error.gain - 1.959963984540054 * with_error.gain_error as double precision)
            as gain_low,
        cast(with_error.gain + 1.959963984540054 * with_error.gain_error as double precision)
            as gain_high,
        cast(
            with_error.gain_of_all * with_error.units_targeted / with_error.units_of_trial
            as double precision
        ) as gain_if_random,
        cast(with_error.qini as double precision) as qini,
        cast(with_error.qini - 1.959963984540054 * with_error.qini_error as double precision)
            as qini_low,
        cast(with_error.qini + 1.959963984540054 * with_error.qini_error as double precision)
            as qini_high
    from with_error
    inner join trained_models
        on with_error.model_id = trained_models.model_id
    inner join int_uplift_definitions
        on trained_models.model = int_uplift_definitions.model
)

select * from final
