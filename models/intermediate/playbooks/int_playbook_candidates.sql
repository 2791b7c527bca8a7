with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

playbooks as (
    select * from {{ ref('playbooks') }}
),

int_playbook_members as (
    select * from {{ ref('int_playbook_members') }}
    where barred_because is null
),

int_playbook_assignments_before as (
    select * from {{ ref('int_playbook_assignments_before') }}
),

int_playbook_assignments_open as (
    select * from {{ ref('int_playbook_assignments_open') }}
    where ended_because is null
),

-- held out or treated, an assignment takes up a place: else who is held out of one playbook would
-- get more of the others, and the two would differ by more than the one
past_of_customers as (
    select
        int_playbook_assignments_before.entity,
        int_playbook_assignments_before.entity_id,
        count(*) as recent_assignments
    from int_playbook_assignments_before
    cross join int_run
    where
        int_playbook_assignments_before.assigned_on
        > {{ dbt.dateadd('day', -var('playbook_cap_days'), 'int_run.as_of_date') }}
    group by
        int_playbook_assignments_before.entity,
        int_playbook_assignments_before.entity_id
),

past_of_playbooks as (
    select
        int_playbook_assignments_before.playbook,
        int_playbook_assignments_before.entity,
        int_playbook_assignments_before.entity_id,
        sum(
            case
                when
                    {{ dbt.datediff(
                        'int_playbook_assignments_before.assigned_on', 'int_run.as_of_date', 'day'
                    ) }} < playbooks.cap_days
                    then 1
                else 0
            end
        ) as recent_assignments
    from int_playbook_assignments_before
    cross join int_run
    inner join playbooks
        on int_playbook_assignments_before.playbook = playbooks.playbook
    group by
        int_playbook_assignments_before.playbook,
        int_playbook_assignments_before.entity,
        int_playbook_assignments_before.entity_id
),

without_assignment as (
    select
        int_playbook_members.*,
        playbooks.priority,
        row_number() over (
            partition by int_playbook_members.entity, int_playbook_members.entity_id
            order by playbooks.priority
        ) as place
    from int_playbook_members
    inner join playbooks on int_playbook_members.playbook = playbooks.playbook
    left join int_playbook_assignments_open
        on
            int_playbook_members.playbook = int_playbook_assignments_open.playbook
            and int_playbook_members.entity = int_playbook_assignments_open.entity
            and int_playbook_members.entity_id = int_playbook_assignments_open.entity_id
    left join past_of_playbooks
        on
            int_playbook_members.playbook = past_of_playbooks.playbook
            and int_playbook_members.entity = past_of_playbooks.entity
            and int_playbook_members.entity_id = past_of_playbooks.entity_id
    where
        int_playbook_assignments_open.entity_id is null
        and coalesce(past_of_playbooks.recent_assignments, 0) < playbooks.cap_per_account
),

final as (
    select
        without_assignment.playbook,
        without_assignment.entity,
        without_assignment.entity_id,
        without_assignment.account_id,
        without_assignment.segment,
        without_assignment.entered_because
    from without_assignment
    left join past_of_customers
        on
            without_assignment.entity = past_of_customers.entity
            and without_assignment.entity_id = past_of_customers.entity_id
    where
        without_assignment.place
        <= {{ var('playbooks_per_customer') }} - coalesce(past_of_customers.recent_assignments, 0)
)

select * from final
