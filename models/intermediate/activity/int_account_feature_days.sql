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

event_types as (
    select * from {{ ref('int_event_types') }}
),

final as (
    select
        daily_activity.account_id,
        daily_activity.event_day,
        event_types.feature,
        cast(sum(daily_activity.event_count) as bigint) as event_count,
        min(daily_activity.first_at) as first_at
    from daily_activity
    inner join event_types
        on daily_activity.event_name = event_types.event_name
    where event_types.feature is not null
    group by
        daily_activity.account_id,
        daily_activity.event_day,
        event_types.feature
)

select * from final
