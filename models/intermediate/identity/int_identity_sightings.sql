{{
    config(
        materialized='incremental',
        incremental_strategy=by_partition('append'),
        partition_by='event_day',
        pre_hook="{{ delete_open('event_day', ref('int_open_days')) }}",
    )
}}

with

events as (
    select
        anonymous_id,
        user_id,
        occurred_at,
        event_day
    from {{ ref('int_events_checked') }}
    where
        rejected_because is null
        and anonymous_id is not null
        and user_id is not null
        {% if is_incremental() %}
        and event_day in (select open_days.event_day from {{ ref('int_open_days') }} as open_days)
        {% else %}
        and event_day <= (select run.as_of_date from {{ ref('int_run') }} as run)
        {% endif %}
),

user_days as (
    select
        anonymous_id,
        user_id,
        event_day,
        min(occurred_at) as first_seen_at,
        max(occurred_at) as last_seen_at
    from events
    group by anonymous_id, user_id, event_day
),

shared_days as (
    select
        anonymous_id,
        event_day
    from user_days
    group by anonymous_id, event_day
    having count(*) > 1
),

-- only where users took turns within a day must its events be read one by one
events_of_shared_days as (
    select
        events.*,
        lag(events.user_id) over same_device as user_before
    from events
    inner join shared_days
        on
            events.anonymous_id = shared_days.anonymous_id
            and events.event_day = shared_days.event_day
    window same_device as (
        partition by events.anonymous_id, events.event_day
        order by events.occurred_at, {{ in_byte_order('events.user_id') }}
    )
),

turns as (
    select
        *,
        sum(case when user_before = user_id then 0 else 1 end) over (
            partition by anonymous_id, event_day
            order by occurred_at, {{ in_byte_order('user_id') }}
            rows between unbounded preceding and current row
        ) as turn_number
    from events_of_shared_days
),

sightings as (
    select
        user_days.anonymous_id,
        user_days.user_id,
        user_days.first_seen_at,
        user_days.last_seen_at,
        user_days.event_day
    from user_days
    left join shared_days
        on
            user_days.anonymous_id = shared_days.anonymous_id
            and user_days.event_day = shared_days.event_day
    where shared_days.anonymous_id is null

    union all

    select
        anonymous_id,
        user_id,
        min(occurred_at) as first_seen_at,
        max(occurred_at) as last_seen_at,
        event_day
    from turns
    group by anonymous_id, user_id, turn_number, event_day
),

final as (
    select
        anonymous_id,
        user_id,
        first_seen_at,
        last_seen_at,
        event_day
    from sightings
)

select * from final
