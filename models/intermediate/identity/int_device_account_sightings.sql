{{
    config(
        materialized='incremental',
        incremental_strategy=by_partition('append'),
        partition_by='event_day',
        pre_hook="{{ delete_open('event_day', ref('int_open_days')) }}",
    )
}}

with

-- where the event names a user, it is the user's account that counts
events as (
    select
        anonymous_id,
        account_id,
        event_day
    from {{ ref('int_events_checked') }}
    where
        rejected_because is null
        and anonymous_id is not null
        and account_id is not null
        and user_id is null
        {% if is_incremental() %}
        and event_day in (select open_days.event_day from {{ ref('int_open_days') }} as open_days)
        {% else %}
        and event_day <= (select run.as_of_date from {{ ref('int_run') }} as run)
        {% endif %}
),

final as (
    select distinct
        anonymous_id,
        account_id,
        event_day
    from events
)

select * from final
