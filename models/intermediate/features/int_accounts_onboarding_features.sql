with

int_account_as_of_dates as (
    select * from {{ ref('int_account_as_of_dates') }}
),

int_recorded_since as (
    select * from {{ ref('int_recorded_since') }}
),

onboarding_steps as (
    select * from {{ ref('onboarding_steps') }}
),

fct_onboarding_progress as (
    select * from {{ ref('fct_onboarding_progress') }}
),

step_counts as (
    select nullif(count(*), 0) as onboarding_steps_total
    from onboarding_steps
),

steps_by_date as (
    select
        int_account_as_of_dates.account_id,
        int_account_as_of_dates.as_of_date,
        onboarding_steps.step_order,
        int_account_as_of_dates.began_at,
        case
            when
                cast(fct_onboarding_progress.reached_at as date)
                <= int_account_as_of_dates.as_of_date
                then fct_onboarding_progress.reached_at
        end as reached_at
    from int_account_as_of_dates
    cross join onboarding_steps
    left join fct_onboarding_progress
        on
            int_account_as_of_dates.account_id = fct_onboarding_progress.account_id
            and onboarding_steps.step_order = fct_onboarding_progress.step_order
),

progress as (
    select
        account_id,
        as_of_date,
        count(reached_at) as onboarding_steps_reached,
        min(case when reached_at is null then step_order end) as next_step_order,
        cast(coalesce(max(reached_at), min(began_at)) as date) as last_progress_date
    from steps_by_date
    group by account_id, as_of_date
),

known_progress as (
    select
        progress.account_id,
        progress.as_of_date,
        progress.onboarding_steps_reached,
        progress.next_step_order is null as is_onboarding_complete,
        onboarding_steps.step_name as next_step_name,
        onboarding_steps.stall_after_days,
        case
            when progress.next_step_order is not null
                then {{ dbt.datediff('progress.last_progress_date', 'progress.as_of_date', 'day') }}
        end as days_since_onboarding_progress
    from progress
    inner join int_recorded_since
        on progress.as_of_date >= int_recorded_since.onboarding_events_since
    left join onboarding_steps
        on progress.next_step_order = onboarding_steps.step_order
),

final as (
    select
        int_account_as_of_dates.account_id,
        int_account_as_of_dates.as_of_date,
        known_progress.onboarding_steps_reached,
        step_counts.onboarding_steps_total,
        known_progress.is_onboarding_complete,
        case
            when known_progress.days_since_onboarding_progress >= known_progress.stall_after_days
                then known_progress.next_step_name
        end as onboarding_stalled_step,
        case
            when known_progress.is_onboarding_complete then false
            else known_progress.days_since_onboarding_progress >= known_progress.stall_after_days
        end as is_onboarding_stalled,
        cast(known_progress.days_since_onboarding_progress as bigint)
            as days_since_onboarding_progress
    from int_account_as_of_dates
    cross join step_counts
    left join known_progress
        on
            int_account_as_of_dates.account_id = known_progress.account_id
            and int_account_as_of_dates.as_of_date = known_progress.as_of_date
)

select * from final
