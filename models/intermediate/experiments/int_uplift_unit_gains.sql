with

int_models_served as (
    select * from {{ ref('int_models_served') }}
    where task = 'uplift' and status = 'champion'
),

uplift_calibrations as (
    select * from {{ ref('stg_registry__uplift_calibrations') }}
),

uplift_units as (
    select * from {{ ref('stg_registry__uplift_units') }}
),

-- unbiased whichever is right, the shares of the arms or what was said of them
with_gain as (
    select
        uplift_units.model_id,
        uplift_units.unit_number,
        uplift_units.score,
        uplift_units.probability_if_treated - uplift_units.probability_if_untreated
        + case
            when uplift_units.is_treated = 1
                then
                    (uplift_units.is_reached - uplift_units.probability_if_treated)
                    / uplift_calibrations.share_treated
            else
                -(uplift_units.is_reached - uplift_units.probability_if_untreated)
                / (1 - uplift_calibrations.share_treated)
        end as gain
    from uplift_units
    inner join int_models_served
        on uplift_units.model_id = int_models_served.model_id
    inner join uplift_calibrations
        on uplift_units.model_id = uplift_calibrations.model_id
),

ranked as (
    select
        *,
        avg(gain) over (partition by model_id, score) as gain_of_score,
        count(*) over (partition by model_id) as units,
        rank() over (partition by model_id order by score desc) as first_rank,
        count(*) over (partition by model_id, score) as tied_units,
        row_number() over (
            partition by model_id
            order by score desc, unit_number asc
        ) as unit_rank
    from with_gain
),

final as (
    select
        model_id,
        unit_number,
        units,
        gain,
        gain_of_score,
        (first_rank + (tied_units - 1) / cast(2 as double precision) - 0.5) / units as place,
        cast(
            ceil(unit_rank * cast(20 as double precision) / units) as integer
        ) as twentieth
    from ranked
)

select * from final
