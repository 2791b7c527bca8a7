-- What nobody recorded yet is unknown, not zero: features compare their as-of date with these days.
with

int_daily_activity as (
    select
        event_name,
        min(event_day) as first_day,
        min(case when timed_count > 0 then event_day end) as first_timed_day,
        min(case when user_id is not null then event_day end) as first_user_day
    from {{ ref('int_daily_activity') }}
    group by event_name
),

int_event_types as (
    select * from {{ ref('int_event_types') }}
),

onboarding_events as (
    select distinct event_name
    from {{ ref('onboarding_steps') }}
),

events as (
    select
        min(int_daily_activity.first_day) as events_since,
        min(int_daily_activity.first_timed_day) as timed_events_since,
        min(int_daily_activity.first_user_day) as user_events_since,
        min(case when int_event_types.is_core then int_daily_activity.first_day end)
            as core_events_since,
        min(case when int_event_types.is_value then int_daily_activity.first_day end)
            as value_events_since,
        min(case when int_event_types.is_collaboration then int_daily_activity.first_day end)
            as collaboration_events_since,
        min(case when int_event_types.feature is not null then int_daily_activity.first_day end)
            as feature_events_since,
        min(
            case
                when onboarding_events.event_name is not null
                    then int_daily_activity.first_day
            end
        ) as onboarding_events_since,
        {%- for kind in ['invite', 'gate', 'billing_page'] %}
        min(
            case
                when
                    int_daily_activity.event_name
                    in {{ sql_texts(var(kind ~ '_events')) }}
                    then int_daily_activity.first_day
            end
        ) as {{ kind }}_events_since,
        {%- endfor %}
        min(case when int_event_types.flow_step = 'start' then int_daily_activity.first_day end)
            as flow_starts_since
    from int_daily_activity
    left join int_event_types
        on int_daily_activity.event_name = int_event_types.event_name
    left join onboarding_events
        on int_daily_activity.event_name = onboarding_events.event_name
),

subscriptions as (
    select cast(min(valid_from) as date) as subscriptions_since
    from {{ ref('int_subscriptions_checked') }}
    where rejected_because is null
),

users as (
    select cast(min(signed_up_at) as date) as users_since
    from {{ ref('int_users_checked') }}
    where rejected_because is null
),

tickets as (
    select cast(min(opened_at) as date) as tickets_since
    from {{ ref('int_tickets_checked') }}
    where rejected_because is null
),

payments as (
    select cast(min(attempted_at) as date) as payments_since
    from {{ ref('int_payments_checked') }}
    where rejected_because is null
),

plan_features as (
    select
        cast(min(coalesce(available_from, cast('1900-01-01' as date))) as date)
            as plan_features_since
    from {{ ref('int_plan_features_checked') }}
    where rejected_because is null
),

final as (
    select
        events.*,
        subscriptions.subscriptions_since,
        users.users_since,
        tickets.tickets_since,
        payments.payments_since,
        plan_features.plan_features_since
    from events
    cross join subscriptions
    cross join users
    cross join tickets
    cross join payments
    cross join plan_features
)

select * from final
