with

events as (
    select * from {{ input_table('product', 'events') }}
),

cleaned as (
    select
        nullif(trim(event_id), '') as event_id,
        nullif(trim(event_name), '') as event_name,
        occurred_at,
        received_at,
        nullif(trim(user_id), '') as user_id,
        nullif(trim(anonymous_id), '') as anonymous_id,
        nullif(trim(account_id), '') as account_id,
        nullif(trim(session_id), '') as session_id,
        nullif(lower(trim(device)), '') as device,
        nullif(trim(schema_version), '') as schema_version,
        nullif(trim(properties), '') as properties,
        unreadable_cells
    from events
),

kept as (
    select *
    from cleaned
    where {{ not_erased(accounts=['account_id'], users=['user_id']) }}
)

select * from kept
