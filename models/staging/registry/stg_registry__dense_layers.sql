with

dense_layers as (
    select * from {{ source('registry', 'dense_layers') }}
),

renamed as (
    select
        model_id,
        layer,
        output,
        input,
        weight,
        activation
    from dense_layers
)

select * from renamed
