-- Use of what the plan in force meters, in the windows that limits and trends ask for.
with

int_account_subscriptions as (
    select * from {{ ref('int_account_subscriptions') }}
    where usage_metric is not null
),

int_open_as_of_windows as (
    select * from {{ ref('int_open_as_of_windows') }}
),

int_as_of_window_days as (
    select * from {{ ref('int_as_of_window_days') }}
),

int_daily_activity as (
    select * from {{ ref('int_daily_activity') }}
    where
        event_name in (
            select int_account_subscriptions.usage_metric from int_account_subscriptions
        )
),

metered_days as (
    select
        account_id,
        event_name,
        event_day,
        sum(event_count) as event_count
    from int_daily_activity
    group by account_id, event_name, event_day
),

metered_windows as (
    select
        metered_days.account_id,
        metered_days.event_name,
        int_as_of_window_days.as_of_date,
        sum(case when int_as_of_window_days.days_before = 0 then metered_days.event_count end)
            as usage_today,
        sum(
            case
                when metered_days.event_day >= int_open_as_of_windows.month_start
                    then metered_days.event_count
            end
        ) as usage_this_month,
        sum(case when int_as_of_window_days.week_before = 1 then metered_days.event_count end)
            as usage_7d,
        sum(case when int_as_of_window_days.is_last_28d then metered_days.event_count end)
            as usage_28d,
        sum(case when not int_as_of_window_days.is_last_28d then metered_days.event_count end)
            as usage_prior_28d
    from metered_days
    inner join int_as_of_window_days
        on metered_days.event_day = int_as_of_window_days.event_day
    inner join int_open_as_of_windows
        on int_as_of_window_days.as_of_date = int_open_as_of_windows.as_of_date
    group by metered_days.account_id, metered_days.event_name, int_as_of_window_days.as_of_date
),

final as (
    select
        int_account_subscriptions.account_id,
        int_account_subscriptions.as_of_date,
        cast(coalesce(metered_windows.usage_today, 0) as bigint) as usage_today,
        cast(coalesce(metered_windows.usage_this_month, 0) as bigint) as usage_this_month,
        cast(coalesce(metered_windows.usage_7d, 0) as bigint) as usage_7d,
        cast(coalesce(metered_windows.usage_28d, 0) as bigint) as usage_28d,
        cast(coalesce(metered_windows.usage_prior_28d, 0) as bigint) as usage_prior_28d
    from int_account_subscriptions
    inner join metered_windows
        on
            int_account_subscriptions.account_id = metered_windows.account_id
            and int_account_subscriptions.as_of_date = metered_windows.as_of_date
            and int_account_subscriptions.usage_metric = metered_windows.event_name
)

select * from final
