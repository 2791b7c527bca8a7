with

uplift_calibrations as (
    select * from {{ source('registry', 'uplift_calibrations') }}
),

renamed as (
    select
        model_id,
        average_effect,
        average_score,
        slope,
        variance_of_effect,
        variance_of_slope,
        lowest_score,
        highest_score,
        share_treated
    from uplift_calibrations
)

select * from renamed
