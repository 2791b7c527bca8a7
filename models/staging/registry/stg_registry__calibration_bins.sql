with

calibration_bins as (
    select * from {{ source('registry', 'calibration_bins') }}
),

renamed as (
    select
        model_id,
        decile,
        entities,
        mean_probability,
        observed_rate
    from calibration_bins
)

select * from renamed
