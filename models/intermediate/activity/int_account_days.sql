{{
    config(
        materialized='incremental',
        incremental_strategy=by_partition('append'),
        partition_by='event_day',
        pre_hook="{{ delete_open('event_day', ref('int_open_days')) }}",
    )
}}

with

user_days as (
    select * from {{ ref('int_user_days') }}
    {% if is_incremental() %}
    where event_day in (select open_days.event_day from {{ ref('int_open_days') }} as open_days)
    {% endif %}
),

final as (
    select
        account_id,
        event_day,
        count(user_id) as active_users,
        count(user_id) filter (where collaboration_events > 0) as collaborating_users,
        cast(sum(event_count) as bigint) as event_count,
        cast(sum(core_events) as bigint) as core_events,
        cast(sum(value_events) as bigint) as value_events,
        cast(sum(collaboration_events) as bigint) as collaboration_events,
        cast(sum(expansion_events) as bigint) as expansion_events,
        cast(sum(flows_started) as bigint) as flows_started,
        cast(sum(flows_completed) as bigint) as flows_completed,
        cast(sum(error_count) as bigint) as error_count,
        cast(sum(timed_count) as bigint) as timed_count,
        cast(sum(slow_count) as bigint) as slow_count,
        cast(sum(seconds_spent) as numeric(18, 3)) as seconds_spent,
        cast(sum(session_count) as bigint) as session_count,
        min(first_value_at) as first_value_at,
        min(first_at) as first_at,
        max(last_at) as last_at
    from user_days
    group by
        account_id,
        event_day
)

select * from final
