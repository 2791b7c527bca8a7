with

int_as_of_window_days as (
    select * from {{ ref('int_as_of_window_days') }}
),

int_account_feature_days as (
    select * from {{ ref('int_account_feature_days') }}
    where event_day in (select int_as_of_window_days.event_day from int_as_of_window_days)
),

final as (
    select
        int_account_feature_days.account_id,
        int_as_of_window_days.as_of_date,
        int_account_feature_days.feature,
        cast(
            sum(
                case
                    when int_as_of_window_days.is_last_28d then int_account_feature_days.event_count
                    else 0
                end
            ) as bigint
        ) as events_28d,
        cast(
            sum(
                case
                    when int_as_of_window_days.is_last_28d then 0
                    else int_account_feature_days.event_count
                end
            ) as bigint
        ) as events_prior_28d
    from int_account_feature_days
    inner join int_as_of_window_days
        on int_account_feature_days.event_day = int_as_of_window_days.event_day
    group by
        int_account_feature_days.account_id,
        int_as_of_window_days.as_of_date,
        int_account_feature_days.feature
)

select * from final
