-- All that is needed of each rate, in one long table: how often, out of how many.
with

int_account_activity as (
    select * from {{ ref('int_account_activity') }}
),

int_account_payments as (
    select * from {{ ref('int_account_payments') }}
),

int_user_activity_windows as (
    select * from {{ ref('int_user_activity_windows') }}
),

observations as (
    {%- for entity, rate, kind, successes, trials, relation in [
        ('account', 'error_rate', 'proportion', 'errors_28d', 'events_28d',
            'int_account_activity'),
        ('account', 'slow_response_share', 'proportion', 'slow_events_28d', 'timed_events_28d',
            'int_account_activity'),
        ('account', 'collaboration_share', 'proportion', 'collaboration_events_28d', 'events_28d',
            'int_account_activity'),
        ('account', 'flow_abandonment_rate', 'proportion', 'flows_abandoned_28d',
            'flows_started_28d', 'int_account_activity'),
        ('account', 'power_user_share', 'proportion', 'power_users_28d', 'active_users_28d',
            'int_account_activity'),
        ('account', 'payment_success', 'proportion', 'successful_payments_180d',
            'payments_180d',
            'int_account_payments'),
        ('account', 'actions_per_session', 'count', 'events_28d', 'sessions_28d',
            'int_account_activity'),
        ('account', 'sessions_per_day', 'count', 'sessions_28d', 'days_observed_28d',
            'int_account_activity'),
        ('user', 'error_rate', 'proportion', 'errors_28d', 'events_28d',
            'int_user_activity_windows'),
    ] %}
    select
        as_of_date,
        '{{ entity }}' as entity,
        '{{ rate }}' as rate,
        '{{ kind }}' as kind,
        cast({{ successes }} as double precision) as successes,
        cast({{ trials }} as double precision) as trials
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        as_of_date,
        entity,
        rate,
        kind,
        successes,
        trials
    from observations
    where trials > 0 and successes is not null
)

select * from final
