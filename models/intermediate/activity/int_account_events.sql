{{ config(materialized='view') }}

with

named as (
    select
        event_id,
        account_id,
        user_id,
        event_day,
        event_name,
        occurred_at,
        session_id,
        properties
    from {{ ref('int_events_checked') }}
    where
        rejected_because is null
        and account_id is not null
),

linked as (
    select
        event_id,
        account_id,
        user_id,
        event_day,
        event_name,
        occurred_at,
        session_id,
        properties
    from {{ ref('int_events_linked') }}
),

final as (
    select * from named
    union all
    select * from linked
)

select * from final
