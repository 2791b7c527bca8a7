-- The log is written later in this run, so it is read behind dbt's back. What an earlier run of
-- the same date decided is decided again.
with

decided_rows as (
    {{ decided_rows() }}
),

stg_state__successful_runs as (
    select distinct run_id from {{ ref('stg_state__successful_runs') }}
),

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

decisions as (
    select decided_rows.*
    from decided_rows
    inner join int_run on decided_rows.as_of_date < int_run.as_of_date
    inner join stg_state__successful_runs
        on decided_rows.added_by_run = stg_state__successful_runs.run_id
),

ends as (
    select
        assignment_id,
        as_of_date
    from decisions
    where decision = 'ended'
),

final as (
    select
        decisions.assignment_id,
        decisions.playbook,
        decisions.segment,
        decisions.entity,
        decisions.entity_id,
        decisions.arm,
        decisions.as_of_date as assigned_on,
        ends.as_of_date as ended_on
    from decisions
    left join ends on decisions.assignment_id = ends.assignment_id
    where decisions.decision = 'assigned'
)

select * from final
