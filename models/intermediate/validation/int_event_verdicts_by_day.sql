{{
    config(
        materialized='incremental',
        incremental_strategy=by_partition('append'),
        partition_by='received_day',
        pre_hook="{{ delete_verdicts_to_count() }}",
    )
}}

with

{% if is_incremental() %}

counted_before as (
    select count(*) as day_count from {{ this }}
),

-- The watermark may lie within a day, and whole days are counted: all of them after an erasure.
first_day as (
    select
        case
            when counted_before.day_count = 0 then {{ before_every_time() }}
            else cast(
                cast(coalesce(int_run.received_after, {{ before_every_time() }}) as date)
                as timestamp
            )
        end as starts_at
    from {{ ref('int_run') }} as int_run
    cross join counted_before
),

-- each part reads the events itself, so that what was counted before is skipped
received_since as (
    select *
    from {{ ref('int_events_checked') }}
    where received_at >= (select first_day.starts_at from first_day)
),

without_any_time as (
    select *
    from {{ ref('int_events_checked') }}
    where received_at is null
),

to_count as (
    select * from received_since
    union all
    select * from without_any_time
),

{% else %}

-- built anew it counts all events, whatever the last run has read
to_count as (
    select * from {{ ref('int_events_checked') }}
),

{% endif %}

final as (
    select
        cast(received_at as date) as received_day,
        event_name,
        rejected_because,
        count(*) as row_count,
        count(*) - count(account_id) as anonymous_count,
        min({{ in_byte_order('event_id') }}) as example_event_id,
        min({{ in_byte_order('rejection_detail') }}) as example_detail
    from to_count
    group by
        cast(received_at as date),
        event_name,
        rejected_because
)

select * from final
