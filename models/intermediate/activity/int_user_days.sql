{{
    config(
        materialized='incremental',
        incremental_strategy=by_partition('append'),
        partition_by='event_day',
        pre_hook="{{ delete_open('event_day', ref('int_open_days')) }}",
    )
}}

with

daily_activity as (
    select * from {{ ref('int_daily_activity') }}
    {% if is_incremental() %}
    where event_day in (select open_days.event_day from {{ ref('int_open_days') }} as open_days)
    {% endif %}
),

sessions as (
    select * from {{ ref('int_sessions') }}
    {% if is_incremental() %}
    where event_day in (select open_days.event_day from {{ ref('int_open_days') }} as open_days)
    {% endif %}
),

event_types as (
    select * from {{ ref('int_event_types') }}
),

session_counts as (
    select
        user_id,
        account_id,
        event_day,
        count(*) as session_count
    from sessions
    group by
        user_id,
        account_id,
        event_day
),

described as (
    select
        daily_activity.*,
        event_types.is_core,
        event_types.is_value,
        event_types.is_collaboration,
        event_types.is_expansion_signal,
        event_types.flow_step
    from daily_activity
    left join event_types
        on daily_activity.event_name = event_types.event_name
),

activity as (
    select
        user_id,
        account_id,
        event_day,
        cast(sum(event_count) as bigint) as event_count,
        cast(
            coalesce(sum(event_count) filter (where is_core), 0) as bigint
        ) as core_events,
        cast(
            coalesce(sum(event_count) filter (where is_value), 0) as bigint
        ) as value_events,
        cast(
            coalesce(sum(event_count) filter (where is_collaboration), 0) as bigint
        ) as collaboration_events,
        cast(
            coalesce(sum(event_count) filter (where is_expansion_signal), 0) as bigint
        ) as expansion_events,
        cast(
            coalesce(sum(event_count) filter (where flow_step = 'start'), 0) as bigint
        ) as flows_started,
        cast(
            coalesce(sum(event_count) filter (where flow_step = 'complete'), 0) as bigint
        ) as flows_completed,
        cast(sum(error_count) as bigint) as error_count,
        cast(sum(timed_count) as bigint) as timed_count,
        cast(sum(slow_count) as bigint) as slow_count,
        cast(sum(seconds_spent) as numeric(18, 3)) as seconds_spent,
        min(first_at) filter (where is_value) as first_value_at,
        min(first_at) as first_at,
        max(last_at) as last_at
    from described
    group by
        user_id,
        account_id,
        event_day
),

final as (
    select
        activity.user_id,
        activity.account_id,
        activity.event_day,
        activity.event_count,
        activity.core_events,
        activity.value_events,
        activity.collaboration_events,
        activity.expansion_events,
        activity.flows_started,
        activity.flows_completed,
        activity.error_count,
        activity.timed_count,
        activity.slow_count,
        activity.seconds_spent,
        session_counts.session_count,
        activity.first_value_at,
        activity.first_at,
        activity.last_at
    from activity
    inner join session_counts
        on
            activity.account_id = session_counts.account_id
            and activity.event_day = session_counts.event_day
            and activity.user_id is not distinct from session_counts.user_id
)

select * from final
