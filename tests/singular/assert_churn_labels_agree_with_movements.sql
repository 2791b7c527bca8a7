-- Fails where who could churn, or when they did, is another by the labels than by the mart of MRR
-- movements. A model learns from the labels and is judged by the movements: they must be one.
with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_as_of_dates as (
    select as_of_date from {{ ref('int_as_of_dates') }}
    where is_month_end
),

fct_mrr_movements as (
    select * from {{ ref('fct_mrr_movements') }}
),

labels as (
    select
        outcomes_ahead.account_id,
        outcomes_ahead.as_of_date,
        outcomes_ahead.days_to_outcome
    from {{ ref('int_account_outcomes_ahead') }} as outcomes_ahead
    inner join int_as_of_dates
        on outcomes_ahead.as_of_date = int_as_of_dates.as_of_date
    where outcomes_ahead.outcome = 'churned'
),

balances as (
    select
        fct_mrr_movements.account_id,
        int_as_of_dates.as_of_date,
        sum(fct_mrr_movements.mrr_change) as mrr
    from fct_mrr_movements
    inner join int_as_of_dates
        on fct_mrr_movements.movement_date <= int_as_of_dates.as_of_date
    inner join int_run
        on int_as_of_dates.as_of_date <= int_run.as_of_date
    group by fct_mrr_movements.account_id, int_as_of_dates.as_of_date
    having sum(fct_mrr_movements.mrr_change) > 0
),

churned as (
    select
        balances.account_id,
        balances.as_of_date,
        min(fct_mrr_movements.movement_date) as churned_on
    from balances
    left join fct_mrr_movements
        on
            balances.account_id = fct_mrr_movements.account_id
            and balances.as_of_date < fct_mrr_movements.movement_date
            and fct_mrr_movements.movement_type = 'churn'
    group by balances.account_id, balances.as_of_date
)

select
    coalesce(labels.account_id, churned.account_id) as account_id,
    coalesce(labels.as_of_date, churned.as_of_date) as as_of_date,
    labels.days_to_outcome,
    churned.churned_on
from labels
full outer join churned
    on
        labels.account_id = churned.account_id
        and labels.as_of_date = churned.as_of_date
where
    labels.account_id is null
    or churned.account_id is null
    or labels.days_to_outcome
    is distinct from {{ dbt.datediff('churned.as_of_date', 'churned.churned_on', 'day') }}
