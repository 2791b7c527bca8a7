with

onboarding_steps as (
    select * from {{ ref('onboarding_steps') }}
),

daily_activity as (
    select * from {{ ref('int_daily_activity') }}
),

steps_taken as (
    select
        daily_activity.account_id,
        daily_activity.user_id,
        daily_activity.event_day,
        daily_activity.first_at,
        daily_activity.last_at,
        daily_activity.event_count,
        onboarding_steps.step_order,
        onboarding_steps.min_count
    from daily_activity
    inner join onboarding_steps
        on daily_activity.event_name = onboarding_steps.event_name
),

first_days as (
    select
        account_id,
        step_order,
        min(event_day) as event_day
    from steps_taken
    group by account_id, step_order
),

-- A step that needs one event is reached on its first day.
counted as (
    select
        steps_taken.account_id,
        steps_taken.step_order,
        steps_taken.min_count,
        steps_taken.first_at,
        steps_taken.last_at,
        steps_taken.event_count,
        sum(steps_taken.event_count) over (
            partition by steps_taken.account_id, steps_taken.step_order
            order by
                steps_taken.event_day,
                steps_taken.first_at,
                steps_taken.last_at,
                {{ in_byte_order('steps_taken.user_id') }}
            rows between unbounded preceding and current row
        ) as count_so_far
    from steps_taken
    inner join first_days
        on
            steps_taken.account_id = first_days.account_id
            and steps_taken.step_order = first_days.step_order
    where
        steps_taken.min_count > 1
        or steps_taken.event_day = first_days.event_day
),

final as (
    select
        account_id,
        step_order,
        case
            when count_so_far - event_count + 1 = min_count then first_at
            else last_at
        end as reached_at
    from counted
    where
        count_so_far >= min_count
        and count_so_far - event_count < min_count
)

select * from final
