with

run as (
    select * from {{ ref('int_run') }}
),

accounts as (
    select * from {{ ref('int_accounts_checked') }}
    where rejected_because is null
),

onboarding_steps as (
    select * from {{ ref('onboarding_steps') }}
),

steps_reached as (
    select * from {{ ref('int_onboarding_steps_reached') }}
),

-- where no account ever took a step, its events are not recorded: nobody is stuck then
observed_steps as (
    select *
    from onboarding_steps
    where exists (select 1 from steps_reached)
),

account_steps as (
    select
        accounts.account_id,
        accounts.created_at as signed_up_at,
        observed_steps.step_order,
        observed_steps.step_name,
        observed_steps.stall_after_days,
        steps_reached.reached_at,
        run.as_of_date
    from accounts
    cross join observed_steps
    cross join run
    left join steps_reached
        on
            accounts.account_id = steps_reached.account_id
            and observed_steps.step_order = steps_reached.step_order
    where cast(accounts.created_at as date) <= run.as_of_date
),

progress as (
    select
        *,
        lag(reached_at, 1, signed_up_at) over (
            partition by account_id
            order by step_order
        ) as previous_at,
        min(case when reached_at is null then step_order end) over (
            partition by account_id
        ) as first_missing_step,
        coalesce(max(reached_at) over (partition by account_id), signed_up_at) as progressed_at
    from account_steps
),

final as (
    select
        account_id,
        cast(step_order as integer) as step_order,
        cast(step_name as varchar) as step_name,
        cast(reached_at as timestamp) as reached_at,
        case
            when reached_at >= previous_at
                then cast(
                    {{ dbt.datediff('previous_at', 'reached_at', 'second') }}
                    as double precision
                ) / 3600
        end as hours_from_previous,
        coalesce(
            step_order = first_missing_step
            and {{ dbt.datediff('cast(progressed_at as date)', 'as_of_date', 'day') }}
            >= stall_after_days,
            false
        ) as is_stalled_here
    from progress
)

select * from final
