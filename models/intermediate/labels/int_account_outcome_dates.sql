with

int_account_mrr_movements as (
    select * from {{ ref('int_account_mrr_movements') }}
),

int_trials as (
    select * from {{ ref('int_trials') }}
),

outcome_dates as (
    select
        account_id,
        'churned' as outcome,
        movement_date as occurred_on
    from int_account_mrr_movements
    where movement_type = 'churn'
    union
    select
        account_id,
        'expanded' as outcome,
        movement_date as occurred_on
    from int_account_mrr_movements
    where movement_type = 'expansion'
    union
    select
        account_id,
        'paid' as outcome,
        movement_date as occurred_on
    from int_account_mrr_movements
    where movement_type in ('new', 'reactivation')
    union
    select
        account_id,
        'trial_started' as outcome,
        cast(trial_started_at as date) as occurred_on
    from int_trials
    union
    select
        account_id,
        'trial_converted' as outcome,
        cast(converted_at as date) as occurred_on
    from int_trials
    where converted_at is not null
),

final as (
    select
        account_id,
        cast(outcome as varchar) as outcome,
        occurred_on,
        lag(occurred_on) over (
            partition by account_id, outcome order by occurred_on
        ) as previously_on
    from outcome_dates
)

select * from final
