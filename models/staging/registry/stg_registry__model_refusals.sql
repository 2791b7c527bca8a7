with

model_refusals as (
    select * from {{ source('registry', 'model_refusals') }}
),

renamed as (
    select
        model,
        refused_as_of,
        refused_at,
        because
    from model_refusals
)

select * from renamed
