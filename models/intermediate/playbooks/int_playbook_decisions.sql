{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        partition_by='as_of_date',
        full_refresh=false,
        on_schema_change='append_new_columns',
        pre_hook=["{{ forget_unfinished_runs() }}", "{{ delete_todays_decisions() }}"],
    )
}}

with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_playbook_assignments_open as (
    select * from {{ ref('int_playbook_assignments_open') }}
    where ended_because is not null
),

int_playbook_draws as (
    select * from {{ ref('int_playbook_draws') }}
),

ended as (
    select
        assignment_id,
        'ended' as decision,
        ended_because as because,
        playbook,
        segment,
        entity,
        entity_id,
        arm,
        cast(null as double precision) as treatment_probability
    from int_playbook_assignments_open
),

assigned as (
    select
        concat(
            int_playbook_draws.playbook, ':', int_playbook_draws.entity, ':',
            int_playbook_draws.entity_id, ':',
            cast(int_run.as_of_date as varchar)
        ) as assignment_id,
        'assigned' as decision,
        int_playbook_draws.entered_because as because,
        int_playbook_draws.playbook,
        int_playbook_draws.segment,
        int_playbook_draws.entity,
        int_playbook_draws.entity_id,
        int_playbook_draws.arm,
        int_playbook_draws.treatment_probability
    from int_playbook_draws
    cross join int_run
),

decisions as (
    select * from ended
    union all
    select * from assigned
),

final as (
    select
        cast(decisions.assignment_id as varchar) as assignment_id,
        cast(decisions.decision as varchar) as decision,
        cast(decisions.because as varchar) as because,
        cast(decisions.playbook as varchar) as playbook,
        cast(decisions.segment as varchar) as segment,
        cast(decisions.entity as varchar) as entity,
        cast(decisions.entity_id as varchar) as entity_id,
        cast(decisions.arm as varchar) as arm,
        cast(decisions.treatment_probability as double precision) as treatment_probability,
        cast('{{ invocation_id }}' as varchar) as added_by_run,
        int_run.as_of_date
    from decisions
    cross join int_run
)

select * from final
