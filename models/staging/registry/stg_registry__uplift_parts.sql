with

uplift_parts as (
    select * from {{ source('registry', 'uplift_parts') }}
),

renamed as (
    select
        model_id,
        part,
        part_id,
        intercept
    from uplift_parts
)

select * from renamed
