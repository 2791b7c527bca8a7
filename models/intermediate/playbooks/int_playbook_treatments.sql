with

fct_playbook_assignments as (
    select * from {{ ref('fct_playbook_assignments') }}
    where is_current and arm = 'treatment'
),

playbooks as (
    select * from {{ ref('playbooks') }}
),

dim_users as (
    select * from {{ ref('dim_users') }}
),

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_main_personas as (
    select * from {{ ref('int_main_personas') }}
),

int_playbook_scores as (
    select * from {{ ref('int_playbook_scores') }}
),

personas_today as (
    select
        int_main_personas.entity,
        int_main_personas.entity_id,
        int_main_personas.persona_name
    from int_main_personas
    inner join int_run on int_main_personas.as_of_date = int_run.as_of_date
),

final as (
    select
        fct_playbook_assignments.playbook,
        playbooks.label,
        playbooks.motion,
        playbooks.channel,
        playbooks.priority,
        fct_playbook_assignments.entity,
        fct_playbook_assignments.entity_id,
        coalesce(dim_users.account_id, fct_playbook_assignments.entity_id) as account_id,
        fct_playbook_assignments.segment,
        fct_playbook_assignments.as_of_date as assigned_on,
        int_playbook_scores.model,
        int_playbook_scores.probability,
        int_playbook_scores.bucket,
        personas_today.persona_name as persona,
        case
            when
                int_playbook_scores.driver is null
                or position(
                    int_playbook_scores.driver in fct_playbook_assignments.assigned_because
                ) > 0
                then fct_playbook_assignments.assigned_because
            else concat(
                fct_playbook_assignments.assigned_because, '; ', int_playbook_scores.driver
            )
        end as reason,
        coalesce(int_playbook_scores.action, playbooks.action) as action
    from fct_playbook_assignments
    inner join playbooks on fct_playbook_assignments.playbook = playbooks.playbook
    left join dim_users
        on
            fct_playbook_assignments.entity = 'user'
            and fct_playbook_assignments.entity_id = dim_users.user_id
    left join int_playbook_scores
        on
            playbooks.motion = int_playbook_scores.motion
            and fct_playbook_assignments.entity = int_playbook_scores.entity
            and fct_playbook_assignments.entity_id = int_playbook_scores.entity_id
    left join personas_today
        on
            fct_playbook_assignments.entity = personas_today.entity
            and fct_playbook_assignments.entity_id = personas_today.entity_id
)

select * from final
