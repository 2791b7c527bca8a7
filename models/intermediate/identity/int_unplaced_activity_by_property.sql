{{
    config(
        materialized='incremental',
        incremental_strategy=by_partition('append'),
        partition_by='event_day',
        pre_hook="{{ delete_open('event_day', ref('int_open_days')) }}",
    )
}}

with

segmentable_properties as (
    select * from {{ ref('int_segmentable_properties') }}
),

events as (
    select * from {{ ref('int_events_resolved') }}
    where
        account_id is null
        {% if is_incremental() %}
        and event_day in (select open_days.event_day from {{ ref('int_open_days') }} as open_days)
        {% else %}
        and event_day <= (select run.as_of_date from {{ ref('int_run') }} as run)
        {% endif %}
),

valued as (
    select
        events.anonymous_id,
        events.user_id,
        events.event_name,
        events.occurred_at,
        segmentable_properties.property,
        {{ json_text('events.properties', 'segmentable_properties.property') }} as property_value,
        events.event_day
    from events
    inner join segmentable_properties
        on events.event_name = segmentable_properties.event_name
),

-- who is known needs no device to be known by
final as (
    select
        case when user_id is null then anonymous_id end as anonymous_id,
        user_id,
        event_name,
        property,
        property_value,
        count(*) as event_count,
        min(occurred_at) as first_at,
        event_day
    from valued
    where property_value is not null
    group by
        case when user_id is null then anonymous_id end,
        user_id,
        event_name,
        property,
        property_value,
        event_day
)

select * from final
