with

exemplars as (
    select * from {{ source('registry', 'exemplars') }}
),

renamed as (
    select
        model_id,
        cluster,
        exemplar,
        dimension,
        value,
        radius
    from exemplars
)

select * from renamed
