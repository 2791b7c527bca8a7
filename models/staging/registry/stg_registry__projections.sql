with

projections as (
    select * from {{ source('registry', 'projections') }}
),

renamed as (
    select
        model_id,
        component,
        feature,
        loading
    from projections
)

select * from renamed
