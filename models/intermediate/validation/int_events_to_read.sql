-- Each part reads the events itself and names one column in its condition: what was read before is
-- then skipped in the files. A CTE that serves several parts would be read and kept whole.
with

watermark as (
    select coalesce(received_after, {{ before_every_time() }}) as received_after
    from {{ ref('int_run') }}
),

received_since as (
    select *
    from {{ ref('stg_product__events') }}
    where received_at > (select watermark.received_after from watermark)
),

received_when_they_occurred as (
    select *
    from {{ ref('stg_product__events') }}
    where
        received_at is null
        and occurred_at > (select watermark.received_after from watermark)
),

without_any_time as (
    select *
    from {{ ref('stg_product__events') }}
    where received_at is null and occurred_at is null
),

to_read as (
    select * from received_since
    union all
    select * from received_when_they_occurred
    union all
    select * from without_any_time
),

final as (
    select
        event_id,
        event_name,
        cast(occurred_at as date) as event_day,
        occurred_at,
        coalesce(received_at, occurred_at) as received_at,
        user_id,
        anonymous_id,
        account_id,
        session_id,
        device,
        schema_version,
        properties,
        unreadable_cells
    from to_read
)

select * from final
