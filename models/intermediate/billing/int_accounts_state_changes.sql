with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_accounts_checked as (
    select * from {{ ref('int_accounts_checked') }}
    where rejected_because is null
),

int_subscription_mrr as (
    select * from {{ ref('int_subscription_mrr') }}
),

int_account_mrr_reporting as (
    select * from {{ ref('int_account_mrr_reporting') }}
),

int_trials as (
    select * from {{ ref('int_trials') }}
),

paying_states as (
    select
        account_id,
        valid_from,
        case when mrr > 0 then 1 else 0 end as is_paying,
        case
            when lag(mrr) over (partition by account_id order by valid_from) > 0 then 1
            else 0
        end as was_paying
    from int_account_mrr_reporting
),

-- A trial ends when its state ends or at trial_ends_at, whichever is earlier.
subscription_states as (
    select
        account_id,
        valid_from,
        case when status in ('trialing', 'active') then 'trial' else status end as state,
        case
            when
                status in ('trialing', 'active')
                and cast(trial_ends_at as date) > valid_from
                and (valid_to is null or cast(trial_ends_at as date) < valid_to)
                then cast(trial_ends_at as date)
            else valid_to
        end as valid_to
    from int_subscription_mrr
    where
        status in ('trialing', 'paused', 'past_due')
        or (status = 'active' and cast(trial_ends_at as date) > valid_from)
),

-- A trial of a few hours leaves no state at the end of a day, but it was one.
changes as (
    select
        account_id,
        cast(created_at as date) as change_date,
        'created' as state,
        1 as change
    from int_accounts_checked
    union all
    select
        account_id,
        valid_from as change_date,
        'paying' as state,
        is_paying - was_paying as change
    from paying_states
    union all
    select
        account_id,
        cast(trial_started_at as date) as change_date,
        'trial_started' as state,
        1 as change
    from int_trials
    union all
    select
        account_id,
        valid_from as change_date,
        state,
        1 as change
    from subscription_states
    union all
    select
        account_id,
        valid_to as change_date,
        state,
        -1 as change
    from subscription_states
),

final as (
    select
        changes.account_id,
        changes.change_date,
        cast(sum(case when changes.state = 'paying' then changes.change else 0 end) as bigint)
            as paying_change,
        cast(sum(case when changes.state = 'trial' then changes.change else 0 end) as bigint)
            as trial_change,
        cast(sum(case when changes.state = 'paused' then changes.change else 0 end) as bigint)
            as paused_change,
        cast(sum(case when changes.state = 'past_due' then changes.change else 0 end) as bigint)
            as past_due_change,
        cast(sum(case when changes.state = 'trial_started' then 1 else 0 end) as bigint)
            as trials_started
    from changes
    inner join int_run on changes.change_date <= int_run.as_of_date
    group by changes.account_id, changes.change_date
)

select * from final
