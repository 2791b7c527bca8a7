with

int_as_of_window_days as (
    select * from {{ ref('int_as_of_window_days') }}
    where is_last_28d
),

int_event_types as (
    select * from {{ ref('int_event_types') }}
    where feature is not null
),

int_daily_activity as (
    select * from {{ ref('int_daily_activity') }}
    where
        user_id is not null
        and event_day in (select int_as_of_window_days.event_day from int_as_of_window_days)
),

int_account_subscriptions as (
    select * from {{ ref('int_account_subscriptions') }}
),

int_available_features as (
    select * from {{ ref('int_available_features') }}
),

first_windows as (
    select
        event_day,
        min(as_of_date) as first_as_of_date
    from int_as_of_window_days
    group by event_day
),

-- Of all uses of a feature between two as-of dates, the last one alone matters: it lies in all
-- windows that the others lie in.
last_uses as (
    select
        int_daily_activity.account_id,
        int_daily_activity.user_id,
        int_event_types.feature,
        first_windows.first_as_of_date,
        max(int_daily_activity.event_day) as last_used_on
    from int_daily_activity
    inner join first_windows
        on int_daily_activity.event_day = first_windows.event_day
    inner join int_event_types
        on int_daily_activity.event_name = int_event_types.event_name
    group by
        int_daily_activity.account_id,
        int_daily_activity.user_id,
        int_event_types.feature,
        first_windows.first_as_of_date
),

followed_uses as (
    select
        *,
        lead(first_as_of_date) over (
            partition by account_id, user_id, feature order by first_as_of_date
        ) as next_as_of_date
    from last_uses
),

-- A use counts until its window is over or a later use takes its place, so none counts twice.
features_used as (
    select
        followed_uses.account_id,
        followed_uses.user_id,
        followed_uses.feature,
        int_as_of_window_days.as_of_date
    from followed_uses
    inner join int_as_of_window_days
        on followed_uses.last_used_on = int_as_of_window_days.event_day
    where
        followed_uses.next_as_of_date is null
        or int_as_of_window_days.as_of_date < followed_uses.next_as_of_date
),

final as (
    select
        features_used.account_id,
        features_used.user_id,
        features_used.as_of_date,
        count(*) as features_used_28d,
        count(coalesce(offered_by_plan.feature, offered_to_all.feature))
            as available_features_used_28d
    from features_used
    left join int_account_subscriptions
        on
            features_used.account_id = int_account_subscriptions.account_id
            and features_used.as_of_date = int_account_subscriptions.as_of_date
    left join int_available_features as offered_by_plan
        on
            features_used.as_of_date = offered_by_plan.as_of_date
            and features_used.feature = offered_by_plan.feature
            and int_account_subscriptions.plan_id = offered_by_plan.plan_id
    left join int_available_features as offered_to_all
        on
            features_used.as_of_date = offered_to_all.as_of_date
            and features_used.feature = offered_to_all.feature
            and offered_to_all.plan_id is null
    group by features_used.account_id, features_used.user_id, features_used.as_of_date
)

select * from final
