with

hazard_intervals as (
    select * from {{ source('registry', 'hazard_intervals') }}
),

renamed as (
    select
        model_id,
        interval_number,
        days_through,
        effect
    from hazard_intervals
)

select * from renamed
