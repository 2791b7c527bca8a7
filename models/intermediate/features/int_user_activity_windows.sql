{%- set measures = {
    'events': 'event_count',
    'sessions': 'session_count',
    'core_events': 'core_events',
    'value_events': 'value_events',
    'collaboration_events': 'collaboration_events',
    'errors': 'error_count',
} -%}

with

int_as_of_window_days as (
    select * from {{ ref('int_as_of_window_days') }}
),

int_user_days as (
    select * from {{ ref('int_user_days') }}
    where
        user_id is not null
        and event_day in (select int_as_of_window_days.event_day from int_as_of_window_days)
),

int_user_feature_windows as (
    select * from {{ ref('int_user_feature_windows') }}
),

summed as (
    select
        int_user_days.account_id,
        int_user_days.user_id,
        int_as_of_window_days.as_of_date,
        {%- for measure, column in measures.items() %}
        sum(
            case when int_as_of_window_days.is_last_28d then int_user_days.{{ column }} else 0 end
        ) as {{ measure }}_28d,
        {%- endfor %}
        count(case when int_as_of_window_days.days_before < 7 then 1 end) as active_days_7d,
        count(case when int_as_of_window_days.is_last_28d then 1 end) as active_days_28d,
        count(case when not int_as_of_window_days.is_last_28d then 1 end) as active_days_prior_28d
    from int_user_days
    inner join int_as_of_window_days
        on int_user_days.event_day = int_as_of_window_days.event_day
    group by
        int_user_days.account_id,
        int_user_days.user_id,
        int_as_of_window_days.as_of_date
),

final as (
    select
        summed.account_id,
        summed.user_id,
        summed.as_of_date,
        summed.active_days_7d,
        summed.active_days_28d,
        summed.active_days_prior_28d,
        {%- for measure in measures %}
        cast(summed.{{ measure }}_28d as bigint) as {{ measure }}_28d,
        {%- endfor %}
        coalesce(int_user_feature_windows.features_used_28d, 0) as features_used_28d,
        coalesce(int_user_feature_windows.available_features_used_28d, 0)
            as available_features_used_28d,
        summed.active_days_28d >= {{ var('power_user_min_active_days') }}
        and coalesce(int_user_feature_windows.features_used_28d, 0)
        >= {{ var('power_user_min_features') }} as is_power_user,
        summed.active_days_28d >= {{ var('champion_min_active_days') }}
        and summed.core_events_28d > 0
        and summed.collaboration_events_28d > 0 as is_champion
    from summed
    left join int_user_feature_windows
        on
            summed.account_id = int_user_feature_windows.account_id
            and summed.user_id = int_user_feature_windows.user_id
            and summed.as_of_date = int_user_feature_windows.as_of_date
)

select * from final
