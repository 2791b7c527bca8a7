-- An assignment ends with the reason for it: the customer is no member any more, must not be
-- addressed any more, or the playbook is gone. Who was not drawn may be drawn anew after cap_days.
with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_playbook_assignments_before as (
    select * from {{ ref('int_playbook_assignments_before') }}
    where ended_on is null
),

int_playbook_members as (
    select * from {{ ref('int_playbook_members') }}
),

playbooks as (
    select * from {{ ref('playbooks') }}
),

int_profiling_refusals as (
    select * from {{ ref('int_profiling_refusals') }}
),

final as (
    select
        int_playbook_assignments_before.assignment_id,
        int_playbook_assignments_before.playbook,
        int_playbook_assignments_before.segment,
        int_playbook_assignments_before.entity,
        int_playbook_assignments_before.entity_id,
        int_playbook_assignments_before.arm,
        int_playbook_assignments_before.assigned_on,
        case
            when playbooks.playbook is null then 'the playbook is no longer there'
            when int_profiling_refusals.user_id is not null then 'no consent to profiling'
            when int_playbook_members.entity_id is null then 'left the segment'
            when int_playbook_members.barred_because is not null
                then int_playbook_members.barred_because
            when
                int_playbook_assignments_before.arm = 'not_drawn'
                and {{ dbt.datediff(
                    'int_playbook_assignments_before.assigned_on', 'int_run.as_of_date', 'day'
                ) }} >= playbooks.cap_days
                then 'may be drawn anew'
        end as ended_because
    from int_playbook_assignments_before
    cross join int_run
    left join playbooks
        on int_playbook_assignments_before.playbook = playbooks.playbook
    left join int_playbook_members
        on
            int_playbook_assignments_before.playbook = int_playbook_members.playbook
            and int_playbook_assignments_before.entity = int_playbook_members.entity
            and int_playbook_assignments_before.entity_id = int_playbook_members.entity_id
    left join int_profiling_refusals
        on
            int_playbook_assignments_before.entity = 'user'
            and int_playbook_assignments_before.entity_id = int_profiling_refusals.user_id
            and int_run.as_of_date >= int_profiling_refusals.valid_from
            and (
                int_profiling_refusals.valid_to is null
                or int_run.as_of_date < int_profiling_refusals.valid_to
            )
)

select * from final
