-- Reads what came after the as-of date, on purpose: labels alone may.
with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_as_of_dates as (
    select as_of_date from {{ ref('int_as_of_dates') }}
    where is_month_end
),

int_experiment_units as (
    select * from {{ ref('int_experiment_units') }}
    where entity = 'account'
),

int_account_status as (
    select * from {{ ref('int_account_status') }}
),

int_account_outcome_dates as (
    select * from {{ ref('int_account_outcome_dates') }}
),

statuses_at_month_ends as (
    select
        int_account_status.account_id,
        int_account_status.account_status,
        int_as_of_dates.as_of_date
    from int_account_status
    inner join int_as_of_dates
        on
            int_account_status.valid_from <= int_as_of_dates.as_of_date
            and (
                int_account_status.valid_to > int_as_of_dates.as_of_date
                or int_account_status.valid_to is null
            )
),

statuses_when_assigned as (
    select
        int_account_status.account_id,
        int_account_status.account_status,
        int_experiment_units.assigned_on as as_of_date
    from int_account_status
    inner join int_experiment_units
        on
            int_account_status.account_id = int_experiment_units.entity_id
            and int_account_status.valid_from <= int_experiment_units.assigned_on
            and (
                int_account_status.valid_to > int_experiment_units.assigned_on
                or int_account_status.valid_to is null
            )
),

statuses as (
    select * from statuses_at_month_ends
    union
    select * from statuses_when_assigned
),

at_risk as (
    select
        account_id,
        as_of_date,
        'churned' as outcome
    from statuses
    where account_status = 'paying'
    union all
    select
        account_id,
        as_of_date,
        'expanded' as outcome
    from statuses
    where account_status = 'paying'
    union all
    select
        account_id,
        as_of_date,
        'paid' as outcome
    from statuses
    where account_status <> 'paying'
    union all
    select
        account_id,
        as_of_date,
        'trial_started' as outcome
    from statuses
    where account_status = 'free'
    union all
    select
        account_id,
        as_of_date,
        'trial_converted' as outcome
    from statuses
    where account_status = 'active_trial'
),

with_next_outcome as (
    select
        at_risk.account_id,
        at_risk.outcome,
        at_risk.as_of_date,
        int_run.as_of_date as last_date,
        int_account_outcome_dates.occurred_on
    from at_risk
    inner join int_run
        on at_risk.as_of_date <= int_run.as_of_date
    left join int_account_outcome_dates
        on
            at_risk.account_id = int_account_outcome_dates.account_id
            and at_risk.outcome = int_account_outcome_dates.outcome
            and at_risk.as_of_date < int_account_outcome_dates.occurred_on
            and (
                at_risk.as_of_date >= int_account_outcome_dates.previously_on
                or int_account_outcome_dates.previously_on is null
            )
),

final as (
    select
        account_id,
        cast(outcome as varchar) as outcome,
        as_of_date,
        cast(
            {{ dbt.datediff(
                'as_of_date', 'occurred_on', 'day'
            ) }} as integer
        ) as days_to_outcome,
        cast(
            {{ dbt.datediff(
                'as_of_date', 'last_date', 'day'
            ) }} as integer
        ) as days_observed
    from with_next_outcome
)

select * from final
