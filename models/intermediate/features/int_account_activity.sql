{#- Which counts are known from which day on. -#}
{%- set counts = {
    'int_account_activity_windows': {
        'events_since': [
            'active_days_7d', 'active_days_28d', 'active_days_prior_28d',
            'sessions_28d', 'sessions_prior_28d', 'events_28d', 'events_prior_28d',
            'events_week_1', 'events_week_2', 'events_week_3', 'events_week_4',
            'events_week_5', 'events_week_6', 'events_week_7', 'events_week_8',
            'errors_28d', 'errors_prior_28d',
        ],
        'core_events_since': ['core_events_28d', 'core_events_prior_28d'],
        'value_events_since': ['value_events_28d', 'value_events_prior_28d'],
        'collaboration_events_since': [
            'collaboration_events_28d', 'collaboration_events_prior_28d',
        ],
        'timed_events_since': ['timed_events_28d', 'slow_events_28d'],
    },
    'int_account_signal_windows': {
        'flow_starts_since': ['flows_started_28d', 'flows_abandoned_28d'],
        'invite_events_since': ['invites_28d'],
        'gate_events_since': ['gates_hit_28d'],
        'billing_page_events_since': ['billing_page_views_28d'],
    },
    'int_account_active_users': {
        'user_events_since': [
            'active_users_28d', 'active_users_prior_28d', 'power_users_28d',
            'executive_viewers_28d',
        ],
        'collaboration_events_since': ['collaborating_users_28d', 'champions_28d'],
    },
} -%}

-- Zero where something is recorded but not of this account, null where it is recorded of nobody.
with

int_account_as_of_dates as (
    select * from {{ ref('int_account_as_of_dates') }}
),

int_recorded_since as (
    select * from {{ ref('int_recorded_since') }}
),

int_account_activity_windows as (
    select * from {{ ref('int_account_activity_windows') }}
),

int_account_signal_windows as (
    select * from {{ ref('int_account_signal_windows') }}
),

int_account_active_users as (
    select * from {{ ref('int_account_active_users') }}
),

final as (
    select
        int_account_as_of_dates.account_id,
        int_account_as_of_dates.as_of_date,
        int_account_as_of_dates.tenure_days,
        int_account_as_of_dates.days_observed_28d,
        int_account_as_of_dates.days_observed_prior_28d
        {%- for relation, kinds in counts.items() %}
        {%- for since, columns in kinds.items() %}
        {%- for column in columns %},
        case
            when int_account_as_of_dates.as_of_date >= int_recorded_since.{{ since }}
                then coalesce({{ relation }}.{{ column }}, 0)
        end as {{ column }}
        {%- endfor %}
        {%- endfor %}
        {%- endfor %}
    from int_account_as_of_dates
    cross join int_recorded_since
    {%- for relation in counts %}
    left join {{ relation }}
        on
            int_account_as_of_dates.account_id = {{ relation }}.account_id
            and int_account_as_of_dates.as_of_date = {{ relation }}.as_of_date
    {%- endfor %}
)

select * from final
