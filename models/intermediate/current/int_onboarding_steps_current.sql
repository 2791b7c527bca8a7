-- Steps are counted anew for accounts that took one since the daily run; the rest is as it was.
with

onboarding_steps as (
    select * from {{ ref('onboarding_steps') }}
),

current_activity as (
    select * from {{ ref('int_activity_current') }}
    where event_name in (select onboarding_steps.event_name from onboarding_steps)
),

accounts_on_the_move as (
    select distinct account_id
    from current_activity
),

activity as (
    select
        daily_activity.account_id,
        daily_activity.user_id,
        daily_activity.event_day,
        daily_activity.event_name,
        daily_activity.event_count,
        daily_activity.first_at,
        daily_activity.last_at
    from {{ ref('int_daily_activity') }} as daily_activity
    inner join accounts_on_the_move
        on daily_activity.account_id = accounts_on_the_move.account_id

    union all

    select
        account_id,
        user_id,
        event_day,
        event_name,
        event_count,
        first_at,
        last_at
    from current_activity
),

counted as (
    select
        activity.account_id,
        onboarding_steps.step_order,
        onboarding_steps.min_count,
        activity.first_at,
        activity.last_at,
        activity.event_count,
        sum(activity.event_count) over (
            partition by activity.account_id, onboarding_steps.step_order
            order by
                activity.event_day,
                activity.first_at,
                activity.last_at,
                {{ in_byte_order('activity.user_id') }}
            rows between unbounded preceding and current row
        ) as count_so_far
    from activity
    inner join onboarding_steps
        on activity.event_name = onboarding_steps.event_name
),

counted_anew as (
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
),

as_they_were as (
    select
        steps_reached.account_id,
        steps_reached.step_order,
        steps_reached.reached_at
    from {{ ref('int_onboarding_steps_reached') }} as steps_reached
    left join accounts_on_the_move
        on steps_reached.account_id = accounts_on_the_move.account_id
    where accounts_on_the_move.account_id is null
),

final as (
    select * from counted_anew
    union all
    select * from as_they_were
)

select * from final
