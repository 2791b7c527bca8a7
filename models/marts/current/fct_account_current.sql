with

run as (
    select * from {{ ref('int_run_current') }}
),

accounts as (
    select * from {{ ref('int_accounts_current') }}
),

onboarding_steps as (
    select * from {{ ref('onboarding_steps') }}
),

steps_reached as (
    select * from {{ ref('int_onboarding_steps_current') }}
),

account_plans as (
    select * from {{ ref('int_account_plans_current') }}
),

account_trials as (
    select * from {{ ref('int_account_trials_current') }}
),

account_usage as (
    select * from {{ ref('int_account_usage_current') }}
),

-- where no account ever took a step, its events are not recorded: nobody is stuck then
observed_steps as (
    select *
    from onboarding_steps
    where exists (select 1 from steps_reached)
),

onboarding as (
    select
        accounts.account_id,
        count(*) as onboarding_steps_total,
        count(steps_reached.reached_at) as onboarding_steps_reached,
        min(case when steps_reached.reached_at is null then observed_steps.step_order end)
            as next_step_order,
        coalesce(max(steps_reached.reached_at), min(accounts.created_at)) as progressed_at
    from accounts
    cross join observed_steps
    left join steps_reached
        on
            accounts.account_id = steps_reached.account_id
            and observed_steps.step_order = steps_reached.step_order
    group by accounts.account_id
),

events_recorded as (
    select count(*) as accounts_with_events from account_usage
),

final as (
    select
        accounts.account_id,
        run.current_at,
        accounts.created_at as signed_up_at,
        onboarding.onboarding_steps_reached,
        onboarding.onboarding_steps_total,
        onboarding.progressed_at as onboarding_progressed_at,
        onboarding_steps.step_name as next_onboarding_step,
        case
            when onboarding.next_step_order is not null
                then {{ dbt.datediff(
                    'cast(onboarding.progressed_at as date)', 'run.current_day', 'day'
                ) }} >= onboarding_steps.stall_after_days
            when onboarding.account_id is not null then false
        end as is_onboarding_stalled,
        coalesce(account_trials.trial_state, 'none') as trial_state,
        account_trials.trial_started_at,
        account_trials.trial_ends_at,
        account_trials.trial_hours_left,
        account_trials.trial_converted_at,
        account_plans.plan_id,
        account_plans.usage_metric,
        case
            when account_plans.usage_metric is not null and events_recorded.accounts_with_events > 0
                then coalesce(account_usage.usage_in_period, 0)
        end as usage_in_period,
        cast(account_plans.usage_limit as bigint) as usage_limit,
        case
            when account_plans.usage_metric is not null and events_recorded.accounts_with_events > 0
                then
                    cast(coalesce(account_usage.usage_in_period, 0) as double precision)
                    / nullif(account_plans.usage_limit, 0)
        end as usage_to_limit,
        case
            when events_recorded.accounts_with_events > 0
                then coalesce(account_usage.seats_used, 0)
        end as seats_used,
        cast(account_plans.seat_limit as bigint) as seat_limit,
        case
            when events_recorded.accounts_with_events > 0
                then
                    cast(coalesce(account_usage.seats_used, 0) as double precision)
                    / nullif(account_plans.seat_limit, 0)
        end as seats_to_limit
    from accounts
    inner join run
        on accounts.created_at <= run.current_at
    cross join events_recorded
    left join onboarding
        on accounts.account_id = onboarding.account_id
    left join onboarding_steps
        on onboarding.next_step_order = onboarding_steps.step_order
    left join account_trials
        on accounts.account_id = account_trials.account_id
    left join account_plans
        on accounts.account_id = account_plans.account_id
    left join account_usage
        on accounts.account_id = account_usage.account_id
)

select * from final
