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
    select * from {{ ref('int_events_resolved') }}
    where
        account_id is not null
        {% if is_incremental() %}
        and event_day in (select open_days.event_day from {{ ref('int_open_days') }} as open_days)
        {% else %}
        and event_day <= (select run.as_of_date from {{ ref('int_run') }} as run)
        {% endif %}
),

final as (
    select
        event_id,
        event_name,
        occurred_at,
        user_id,
        anonymous_id,
        account_id,
        session_id,
        properties,
        event_day
    from events
)

select * from final
