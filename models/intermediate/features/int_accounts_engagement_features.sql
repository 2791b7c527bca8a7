with

int_account_activity as (
    select * from {{ ref('int_account_activity') }}
),

int_account_day_totals as (
    select * from {{ ref('int_account_day_totals') }}
),

int_account_use_levels as (
    select * from {{ ref('int_account_use_levels') }}
),

int_rate_priors as (
    select * from {{ ref('int_rate_priors') }}
    where entity = 'account'
),

final as (
    select
        int_account_activity.account_id,
        int_account_activity.as_of_date,
        int_account_activity.active_days_7d,
        int_account_activity.active_days_28d,
        int_account_activity.active_days_prior_28d,
        {{ relative_change('active_days', 'int_account_activity') }} as active_days_change,
        case
            when int_account_activity.active_days_28d > int_account_activity.days_observed_28d
                then 1
            else
                int_account_activity.active_days_28d
                / cast(int_account_activity.days_observed_28d as double precision)
        end as active_day_share_28d,
        int_account_activity.sessions_28d,
        7 * {{ shrink(
            'int_account_activity.sessions_28d',
            'int_account_activity.days_observed_28d',
            'session_prior'
        ) }} as sessions_per_week,
        {{ shrink(
            'int_account_activity.events_28d', 'int_account_activity.sessions_28d', 'action_prior'
        ) }} as actions_per_session,
        int_account_activity.events_week_1 as events_7d,
        int_account_activity.events_28d,
        cast(int_account_activity.events_week_1 as double precision)
        / nullif(int_account_activity.events_week_2, 0)
        - 1 as events_week_over_week,
        int_account_activity.active_users_28d,
        cast(int_account_activity.active_users_28d as double precision)
        / nullif(int_account_activity.active_users_prior_28d, 0)
        - 1 as active_users_change,
        cast(
            {{ dbt.datediff(
                'int_account_day_totals.last_event_date', 'int_account_activity.as_of_date', 'day'
            ) }} as bigint
        ) as days_since_last_event,
        cast(
            {{ dbt.datediff(
                'int_account_day_totals.last_core_date', 'int_account_activity.as_of_date', 'day'
            ) }} as bigint
        ) as days_since_core_event,
        int_account_use_levels.engagement_slope_28d,
        int_account_use_levels.days_since_change_point
    from int_account_activity
    inner join int_account_use_levels
        on
            int_account_activity.account_id = int_account_use_levels.account_id
            and int_account_activity.as_of_date = int_account_use_levels.as_of_date
    left join int_account_day_totals
        on
            int_account_activity.account_id = int_account_day_totals.account_id
            and int_account_activity.as_of_date >= int_account_day_totals.valid_from
            and (
                int_account_day_totals.valid_to is null
                or int_account_activity.as_of_date < int_account_day_totals.valid_to
            )
    left join int_rate_priors as session_prior
        on
            int_account_activity.as_of_date = session_prior.as_of_date
            and session_prior.rate = 'sessions_per_day'
    left join int_rate_priors as action_prior
        on
            int_account_activity.as_of_date = action_prior.as_of_date
            and action_prior.rate = 'actions_per_session'
)

select * from final
