with

action_outcomes as (
    select * from {{ source('operations', 'action_outcomes') }}
),

cleaned as (
    select
        nullif(lower(trim(entity)), '') as entity,
        nullif(trim(entity_id), '') as entity_id,
        occurred_at,
        nullif(lower(trim(outcome)), '') as outcome,
        nullif(trim(playbook), '') as playbook,
        nullif(trim(reason), '') as reason,
        nullif(trim(author), '') as author,
        unreadable_cells
    from action_outcomes
),

kept as (
    select *
    from cleaned
    where {{ not_erased_entity() }}
)

select * from kept
