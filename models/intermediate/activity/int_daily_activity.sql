{{
    config(
        materialized='incremental',
        incremental_strategy=by_partition('append'),
        partition_by='event_day',
        pre_hook="{{ delete_open('event_day', ref('int_open_days')) }}",
    )
}}

with

event_types as (
    select * from {{ ref('int_event_types') }}
),

events as (
    select * from {{ ref('int_account_events') }}
    {% if is_incremental() %}
    where event_day in (select open_days.event_day from {{ ref('int_open_days') }} as open_days)
    {% else %}
    where event_day <= (select run.as_of_date from {{ ref('int_run') }} as run)
    {% endif %}
),

measured as (
    select
        events.account_id,
        events.user_id,
        events.event_day,
        events.event_name,
        events.occurred_at,
        case
            when event_types.is_error then true
            when event_types.has_is_error
                then {{ json_text('events.properties', "'is_error'") }} = 'true'
        end as is_error,
        case
            when event_types.has_response_ms
                then {{ try_decimal(json_text('events.properties', "'response_ms'")) }}
        end as response_ms,
        case
            when event_types.has_duration_seconds
                then {{ try_decimal(json_text('events.properties', "'duration_seconds'")) }}
        end as duration_seconds
    from events
    left join event_types
        on events.event_name = event_types.event_name
),

final as (
    select
        account_id,
        user_id,
        event_day,
        event_name,
        count(*) as event_count,
        count(*) filter (where is_error) as error_count,
        count(response_ms) as timed_count,
        count(*) filter (where response_ms > {{ var('slow_response_ms') }}) as slow_count,
        cast(coalesce(sum(duration_seconds), 0) as numeric(18, 3)) as seconds_spent,
        min(occurred_at) as first_at,
        max(occurred_at) as last_at
    from measured
    group by
        account_id,
        user_id,
        event_day,
        event_name
)

select * from final
