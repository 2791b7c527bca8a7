with

persona_names as (
    select * from {{ source('registry', 'persona_names') }}
),

renamed as (
    select
        model_id,
        cluster,
        persona,
        name,
        description
    from persona_names
)

select * from renamed
