with

centroids as (
    select * from {{ source('registry', 'centroids') }}
),

renamed as (
    select
        model_id,
        cluster,
        dimension,
        value
    from centroids
)

select * from renamed
