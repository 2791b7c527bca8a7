with

int_user_as_of_dates as (
    select * from {{ ref('int_user_as_of_dates') }}
),

int_recorded_since as (
    select * from {{ ref('int_recorded_since') }}
),

int_user_activity_windows as (
    select * from {{ ref('int_user_activity_windows') }}
),

int_user_last_days as (
    select * from {{ ref('int_user_last_days') }}
),

int_accounts_adoption_features as (
    select * from {{ ref('int_accounts_adoption_features') }}
),

int_rate_priors as (
    select * from {{ ref('int_rate_priors') }}
    where entity = 'user' and rate = 'error_rate'
),

-- A user without events has none, once any user has any.
counted as (
    select
        int_user_as_of_dates.user_id,
        int_user_as_of_dates.account_id,
        int_user_as_of_dates.as_of_date,
        int_user_as_of_dates.days_observed_28d,
        int_user_as_of_dates.days_observed_prior_28d,
        int_user_last_days.last_event_day
        {%- for since, columns in {
            'user_events_since': [
                'active_days_7d', 'active_days_28d', 'active_days_prior_28d', 'sessions_28d',
                'events_28d', 'errors_28d',
            ],
            'core_events_since': ['core_events_28d'],
            'feature_events_since': ['features_used_28d', 'available_features_used_28d'],
            'collaboration_events_since': ['collaboration_events_28d'],
            'value_events_since': ['value_events_28d'],
        }.items() %}
        {%- for column in columns %},
        case
            when int_user_as_of_dates.as_of_date >= int_recorded_since.{{ since }}
                then coalesce(int_user_activity_windows.{{ column }}, 0)
        end as {{ column }}
        {%- endfor %}
        {%- endfor %},
        case
            when int_user_as_of_dates.as_of_date >= int_recorded_since.user_events_since
                then coalesce(int_user_activity_windows.is_power_user, false)
        end as is_power_user
    from int_user_as_of_dates
    cross join int_recorded_since
    left join int_user_activity_windows
        on
            int_user_as_of_dates.account_id = int_user_activity_windows.account_id
            and int_user_as_of_dates.user_id = int_user_activity_windows.user_id
            and int_user_as_of_dates.as_of_date = int_user_activity_windows.as_of_date
    left join int_user_last_days
        on
            int_user_as_of_dates.user_id = int_user_last_days.user_id
            and int_user_as_of_dates.as_of_date = int_user_last_days.as_of_date
),

final as (
    select
        counted.user_id,
        counted.as_of_date,
        counted.active_days_7d,
        counted.active_days_28d,
        counted.active_days_prior_28d,
        {{ relative_change('active_days', 'counted') }} as active_days_change,
        counted.sessions_28d,
        counted.events_28d,
        cast(
            {{ dbt.datediff(
                'counted.last_event_day', 'counted.as_of_date', 'day'
            ) }} as bigint
        ) as days_since_last_event,
        counted.is_power_user,
        counted.core_events_28d,
        counted.features_used_28d,
        cast(counted.available_features_used_28d as double precision)
        / nullif(int_accounts_adoption_features.features_available, 0) as adoption_depth,
        counted.collaboration_events_28d,
        counted.value_events_28d,
        {{ shrink('counted.errors_28d', 'counted.events_28d', 'int_rate_priors') }}
            as error_rate_28d
    from counted
    left join int_accounts_adoption_features
        on
            counted.account_id = int_accounts_adoption_features.account_id
            and counted.as_of_date = int_accounts_adoption_features.as_of_date
    left join int_rate_priors
        on counted.as_of_date = int_rate_priors.as_of_date
)

select * from final
