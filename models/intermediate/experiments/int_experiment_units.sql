with

int_experiment_assignments_checked as (
    select * from {{ ref('int_experiment_assignments_checked') }}
),

final as (
    select
        experiment_id,
        entity,
        entity_id,
        variant,
        assigned_at,
        cast(assigned_at as date) as assigned_on
    from int_experiment_assignments_checked
    where rejected_because is null
)

select * from final
