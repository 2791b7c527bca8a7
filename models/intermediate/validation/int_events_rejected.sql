{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        partition_by='event_day',
        pre_hook="{{ delete_events_to_read() }}",
    )
}}

with

{% if is_incremental() %}

watermark as (
    select coalesce(received_after, {{ before_every_time() }}) as received_after
    from {{ ref('int_run') }}
),

-- each part reads the events itself, so that those of earlier runs are skipped
received_since as (
    select *
    from {{ ref('int_events_checked') }}
    where
        rejected_because is not null
        and received_at > (select watermark.received_after from watermark)
),

without_any_time as (
    select *
    from {{ ref('int_events_checked') }}
    where rejected_because is not null and received_at is null
),

rejected as (
    select * from received_since
    union all
    select * from without_any_time
),

{% else %}

-- built anew it holds all that were rejected, whatever the last run has read
rejected as (
    select *
    from {{ ref('int_events_checked') }}
    where rejected_because is not null
),

{% endif %}

final as (
    select
        event_id,
        event_name,
        occurred_at,
        received_at,
        user_id,
        anonymous_id,
        account_id,
        session_id,
        device,
        schema_version,
        properties,
        rejected_because,
        rejection_detail,
        event_day
    from rejected
)

select * from final
