with

experiment_assignments as (
    select * from {{ source('operations', 'experiment_assignments') }}
),

cleaned as (
    select
        nullif(trim(experiment_id), '') as experiment_id,
        nullif(lower(trim(entity)), '') as entity,
        nullif(trim(entity_id), '') as entity_id,
        nullif(trim(variant), '') as variant,
        assigned_at,
        unreadable_cells
    from experiment_assignments
),

kept as (
    select *
    from cleaned
    where {{ not_erased_entity() }}
)

select * from kept
