{{ config(materialized='view') }}

with

fct_personas as (
    select * from {{ ref('fct_personas') }}
),

places as (
    select
        entity,
        entity_id,
        as_of_date,
        persona,
        persona_name,
        row_number() over (
            partition by entity, entity_id, as_of_date
            order by {{ in_byte_order('model') }}
        ) as place
    from fct_personas
),

final as (
    select
        entity,
        entity_id,
        as_of_date,
        persona,
        persona_name
    from places
    where place = 1
)

select * from final
