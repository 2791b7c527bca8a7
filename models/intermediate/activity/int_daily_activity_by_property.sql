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
    select * from {{ ref('int_account_events') }}
    {% if is_incremental() %}
    where event_day in (select open_days.event_day from {{ ref('int_open_days') }} as open_days)
    {% else %}
    where event_day <= (select run.as_of_date from {{ ref('int_run') }} as run)
    {% endif %}
),

valued as (
    select
        events.account_id,
        events.user_id,
        events.event_day,
        events.event_name,
        events.occurred_at,
        segmentable_properties.property,
        {{ json_text('events.properties', 'segmentable_properties.property') }} as property_value
    from events
    inner join segmentable_properties
        on events.event_name = segmentable_properties.event_name
),

final as (
    select
        account_id,
        user_id,
        event_day,
        event_name,
        property,
        property_value,
        count(*) as event_count,
        min(occurred_at) as first_at
    from valued
    where property_value is not null
    group by
        account_id,
        user_id,
        event_day,
        event_name,
        property,
        property_value
)

select * from final
