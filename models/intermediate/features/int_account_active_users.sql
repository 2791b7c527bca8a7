with

int_user_activity_windows as (
    select * from {{ ref('int_user_activity_windows') }}
),

int_user_trait_history as (
    select * from {{ ref('int_user_trait_history') }}
),

final as (
    select
        int_user_activity_windows.account_id,
        int_user_activity_windows.as_of_date,
        count(case when int_user_activity_windows.active_days_28d > 0 then 1 end)
            as active_users_28d,
        count(case when int_user_activity_windows.active_days_prior_28d > 0 then 1 end)
            as active_users_prior_28d,
        count(case when int_user_activity_windows.collaboration_events_28d > 0 then 1 end)
            as collaborating_users_28d,
        count(case when int_user_activity_windows.is_power_user then 1 end) as power_users_28d,
        count(case when int_user_activity_windows.is_champion then 1 end) as champions_28d,
        count(
            case
                when
                    int_user_activity_windows.active_days_28d > 0
                    and int_user_trait_history.seniority
                    in {{ sql_texts(var('executive_seniorities')) }}
                    then 1
            end
        ) as executive_viewers_28d
    from int_user_activity_windows
    left join int_user_trait_history
        on
            int_user_activity_windows.user_id = int_user_trait_history.user_id
            and int_user_activity_windows.as_of_date >= int_user_trait_history.valid_from
            and (
                int_user_trait_history.valid_to is null
                or int_user_activity_windows.as_of_date < int_user_trait_history.valid_to
            )
    group by int_user_activity_windows.account_id, int_user_activity_windows.as_of_date
)

select * from final
