-- An alert is a paying account's entry into a segment for which a playbook of retention gives
-- people a task. It was right where the account left within alert_horizon_days, and is judged once
-- these are over.
with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_playbook_audiences as (
    select * from {{ ref('int_playbook_audiences') }}
),

playbooks as (
    select * from {{ ref('playbooks') }}
    where
        motion = 'retention'
        and channel in ('customer success', 'sales')
),

fct_segment_memberships as (
    select * from {{ ref('fct_segment_memberships') }}
    where entity = 'account'
),

int_account_mrr_reporting as (
    select * from {{ ref('int_account_mrr_reporting') }}
),

fct_mrr_movements as (
    select * from {{ ref('fct_mrr_movements') }}
    where movement_type = 'churn'
),

int_action_outcomes_checked as (
    select * from {{ ref('int_action_outcomes_checked') }}
    where
        rejected_because is null
        and entity = 'account'
),

watched_segments as (
    select distinct int_playbook_audiences.segment
    from int_playbook_audiences
    inner join playbooks on int_playbook_audiences.playbook = playbooks.playbook
),

alerts as (
    select
        fct_segment_memberships.segment,
        fct_segment_memberships.entity_id as account_id,
        fct_segment_memberships.valid_from as alerted_on,
        fct_segment_memberships.is_backfilled,
        int_account_mrr_reporting.mrr,
        {{ dbt.datediff(
            'fct_segment_memberships.valid_from', 'int_run.as_of_date', 'day'
        ) }} >= {{ var('alert_horizon_days') }} as is_matured
    from fct_segment_memberships
    cross join int_run
    inner join watched_segments on fct_segment_memberships.segment = watched_segments.segment
    inner join int_account_mrr_reporting
        on
            fct_segment_memberships.entity_id = int_account_mrr_reporting.account_id
            and fct_segment_memberships.valid_from >= int_account_mrr_reporting.valid_from
            and (
                int_account_mrr_reporting.valid_to is null
                or fct_segment_memberships.valid_from < int_account_mrr_reporting.valid_to
            )
            and int_account_mrr_reporting.mrr > 0
),

departures as (
    select
        alerts.segment,
        alerts.account_id,
        alerts.alerted_on,
        min(fct_mrr_movements.movement_date) as left_on
    from alerts
    inner join fct_mrr_movements
        on
            alerts.account_id = fct_mrr_movements.account_id
            and alerts.alerted_on < fct_mrr_movements.movement_date
            and fct_mrr_movements.movement_date
            <= {{ dbt.dateadd('day', var('alert_horizon_days'), 'alerts.alerted_on') }}
    group by
        alerts.segment,
        alerts.account_id,
        alerts.alerted_on
),

answers as (
    select
        alerts.segment,
        alerts.account_id,
        alerts.alerted_on,
        bool_or(int_action_outcomes_checked.outcome = 'saved') as is_noted_saved,
        bool_or(int_action_outcomes_checked.outcome = 'lost') as is_noted_lost,
        bool_or(int_action_outcomes_checked.outcome in ('reached', 'saved', 'lost')) as is_reached,
        max(cast(int_action_outcomes_checked.occurred_at as date)) as answered_on
    from alerts
    inner join int_action_outcomes_checked
        on
            alerts.account_id = int_action_outcomes_checked.entity_id
            and alerts.alerted_on <= cast(int_action_outcomes_checked.occurred_at as date)
            and cast(int_action_outcomes_checked.occurred_at as date)
            <= {{ dbt.dateadd('day', var('alert_horizon_days'), 'alerts.alerted_on') }}
    group by
        alerts.segment,
        alerts.account_id,
        alerts.alerted_on
),

final as (
    select
        alerts.*,
        departures.left_on,
        {{ dbt.datediff('alerts.alerted_on', 'departures.left_on', 'day') }}
            as lead_days,
        answers.account_id is not null as is_contacted,
        answers.answered_on,
        coalesce(answers.is_reached, false) as is_reached,
        coalesce(answers.is_noted_lost, false) as is_noted_lost,
        -- called saved by a person, and still there when the horizon is over, or until today
        coalesce(answers.is_noted_saved and departures.left_on is null, false) as is_saved
    from alerts
    left join departures
        on
            alerts.segment = departures.segment
            and alerts.account_id = departures.account_id
            and alerts.alerted_on = departures.alerted_on
    left join answers
        on
            alerts.segment = answers.segment
            and alerts.account_id = answers.account_id
            and alerts.alerted_on = answers.alerted_on
)

select * from final
