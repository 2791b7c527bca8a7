with

int_playbook_decisions as (
    select * from {{ ref('int_playbook_decisions') }}
),

ends as (
    select * from int_playbook_decisions
    where decision = 'ended'
),

final as (
    select
        assigned.assignment_id,
        assigned.playbook,
        assigned.segment,
        assigned.entity,
        assigned.entity_id,
        assigned.arm,
        cast({{ dbt.dateadd('day', 1, 'assigned.as_of_date') }} as timestamp) as assigned_at,
        cast({{ dbt.dateadd('day', 1, 'ends.as_of_date') }} as timestamp) as ended_at,
        ends.assignment_id is null as is_current,
        assigned.because as assigned_because,
        ends.because as ended_because,
        assigned.treatment_probability,
        assigned.as_of_date
    from int_playbook_decisions as assigned
    left join ends on assigned.assignment_id = ends.assignment_id
    where assigned.decision = 'assigned'
)

select * from final
