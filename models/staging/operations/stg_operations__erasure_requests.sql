with

erasure_requests as (
    select * from {{ source('operations', 'erasure_requests') }}
),

cleaned as (
    select
        nullif(lower(trim(entity)), '') as entity,
        nullif(trim(entity_id), '') as entity_id,
        requested_at,
        unreadable_cells
    from erasure_requests
),

kept as (
    select *
    from cleaned
    where {{ not_erased_entity() }}
)

select * from kept
