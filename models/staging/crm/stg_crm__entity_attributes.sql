with

entity_attributes as (
    select * from {{ source('crm', 'entity_attributes') }}
),

cleaned as (
    select
        nullif(lower(trim(entity)), '') as entity,
        nullif(trim(entity_id), '') as entity_id,
        nullif(trim(attribute), '') as attribute,
        nullif(trim(value), '') as value,
        valid_from,
        unreadable_cells
    from entity_attributes
),

kept as (
    select *
    from cleaned
    where {{ not_erased_entity() }}
)

select * from kept
