with

int_account_as_of_dates as (
    select * from {{ ref('int_account_as_of_dates') }}
),

int_open_as_of_windows as (
    select * from {{ ref('int_open_as_of_windows') }}
),

int_recorded_since as (
    select * from {{ ref('int_recorded_since') }}
),

int_account_subscriptions as (
    select * from {{ ref('int_account_subscriptions') }}
    where usage_metric is not null
),

int_account_usage as (
    select * from {{ ref('int_account_usage') }}
),

counted as (
    select
        int_account_subscriptions.account_id,
        int_account_subscriptions.as_of_date,
        int_account_subscriptions.usage_limit,
        int_account_subscriptions.usage_period,
        case
            when int_account_subscriptions.usage_period = 'day'
                then coalesce(int_account_usage.usage_today, 0)
            else coalesce(int_account_usage.usage_this_month, 0)
        end as usage_in_period,
        coalesce(int_account_usage.usage_28d, 0) as usage_28d,
        coalesce(int_account_usage.usage_prior_28d, 0) as usage_prior_28d,
        int_account_as_of_dates.days_observed_28d,
        int_account_as_of_dates.days_observed_prior_28d,
        cast(coalesce(int_account_usage.usage_28d, 0) as double precision)
        / int_account_as_of_dates.days_observed_28d as mean_day,
        cast(coalesce(int_account_usage.usage_7d, 0) as double precision) / 7 as mean_day_7d,
        case
            when int_account_as_of_dates.days_observed_28d = 28
                then
                    cast(
                        coalesce(int_account_usage.usage_28d - int_account_usage.usage_7d, 0)
                        as double precision
                    ) / 21
        end as mean_day_21d_before,
        {{ dbt.datediff(
            'int_account_subscriptions.as_of_date', 'int_open_as_of_windows.month_end', 'day'
        ) }} as days_left_in_month
    from int_account_subscriptions
    inner join int_account_as_of_dates
        on
            int_account_subscriptions.account_id = int_account_as_of_dates.account_id
            and int_account_subscriptions.as_of_date = int_account_as_of_dates.as_of_date
    inner join int_open_as_of_windows
        on int_account_subscriptions.as_of_date = int_open_as_of_windows.as_of_date
    inner join int_recorded_since
        on int_account_subscriptions.as_of_date >= int_recorded_since.events_since
    left join int_account_usage
        on
            int_account_subscriptions.account_id = int_account_usage.account_id
            and int_account_subscriptions.as_of_date = int_account_usage.as_of_date
),

-- The means of the last 7 and of the 21 days before lie 14 days apart.
projected as (
    select
        *,
        case
            when usage_limit is null then null
            when usage_in_period >= usage_limit then cast(0 as double precision)
            when usage_period = 'day' and mean_day_7d >= usage_limit
                then cast(0 as double precision)
            when usage_period = 'day' and mean_day_7d > mean_day_21d_before
                then (usage_limit - mean_day_7d) / ((mean_day_7d - mean_day_21d_before) / 14)
            when usage_period <> 'day' and mean_day > 0
                then (usage_limit - usage_in_period) / mean_day
        end as projected_days
    from counted
),

final as (
    select
        projected.account_id,
        projected.as_of_date,
        projected.usage_in_period,
        cast(projected.usage_in_period as double precision)
        / nullif(projected.usage_limit, 0) as usage_to_limit,
        case
            when
                projected.usage_period = 'day'
                or projected.projected_days <= projected.days_left_in_month
                then projected.projected_days
        end as days_to_usage_limit,
        {{ relative_change('usage', 'projected') }} as usage_change
    from projected
)

select * from final
