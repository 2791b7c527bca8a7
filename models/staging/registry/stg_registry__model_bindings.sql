with

model_bindings as (
    select * from {{ source('registry', 'model_bindings') }}
),

renamed as (
    select
        model_id,
        entity_hash
    from model_bindings
)

select * from renamed
