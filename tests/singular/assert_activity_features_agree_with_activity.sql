/*
Fails for each account whose counts at the run's as-of date differ from those added up straight from
the daily activity, by another path than the features take. Half of all segments rest on these
counts; a window that is a day too long or too short looks plausible and is wrong.
*/
with

int_run as (
    select
        as_of_date,
        cast({{ dbt.dateadd('day', -28, 'as_of_date') }} as date) as day_28_before,
        cast({{ dbt.dateadd('day', -7, 'as_of_date') }} as date) as day_7_before
    from {{ ref('int_run') }}
),

int_daily_activity as (
    select * from {{ ref('int_daily_activity') }}
),

int_event_types as (
    select * from {{ ref('int_event_types') }}
),

fct_account_features as (
    select * from {{ ref('fct_account_features') }}
),

counted as (
    select
        int_daily_activity.account_id,
        sum(int_daily_activity.event_count) as events_28d,
        count(distinct int_daily_activity.event_day) as active_days_28d,
        count(distinct int_daily_activity.user_id) as active_users_28d,
        count(distinct int_event_types.feature) as features_used_28d,
        sum(
            case when int_event_types.is_core then int_daily_activity.event_count else 0 end
        ) as core_events_28d,
        count(
            distinct case
                when int_daily_activity.event_day > int_run.day_7_before
                    then int_daily_activity.event_day
            end
        ) as active_days_7d
    from int_daily_activity
    inner join int_run
        on
            int_daily_activity.event_day > int_run.day_28_before
            and int_daily_activity.event_day <= int_run.as_of_date
    left join int_event_types
        on int_daily_activity.event_name = int_event_types.event_name
    group by int_daily_activity.account_id
),

final as (
    select
        fct_account_features.account_id,
        fct_account_features.as_of_date,
        fct_account_features.events_28d,
        counted.events_28d as events_28d_counted,
        fct_account_features.active_days_28d,
        counted.active_days_28d as active_days_28d_counted,
        fct_account_features.active_days_7d,
        counted.active_days_7d as active_days_7d_counted,
        fct_account_features.active_users_28d,
        counted.active_users_28d as active_users_28d_counted,
        fct_account_features.features_used_28d,
        counted.features_used_28d as features_used_28d_counted,
        fct_account_features.core_events_28d,
        counted.core_events_28d as core_events_28d_counted
    from fct_account_features
    inner join int_run on fct_account_features.as_of_date = int_run.as_of_date
    left join counted on fct_account_features.account_id = counted.account_id
    where
        coalesce(fct_account_features.events_28d, 0) <> coalesce(counted.events_28d, 0)
        or coalesce(fct_account_features.active_days_28d, 0) <> coalesce(counted.active_days_28d, 0)
        or coalesce(fct_account_features.active_days_7d, 0) <> coalesce(counted.active_days_7d, 0)
        or coalesce(fct_account_features.active_users_28d, 0)
        <> coalesce(counted.active_users_28d, 0)
        or coalesce(fct_account_features.features_used_28d, 0)
        <> coalesce(counted.features_used_28d, 0)
        or coalesce(fct_account_features.core_events_28d, 0) <> coalesce(counted.core_events_28d, 0)
)

select * from final
