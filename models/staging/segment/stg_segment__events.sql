{{ config(enabled=supplies('segment', 'events')) }}

with

tracks as (
    select * from {{ source('segment', 'tracks') }}
),

pages as (
    select * from {{ source('segment', 'pages') }}
),

page_texts as (
    select distinct
        coalesce(name, '') as name,
        coalesce(path, '') as path
    from pages
),

page_properties as (
    select
        *,
        {{ row_as_json('page_texts') }} as properties
    from page_texts
),

messages as (
    select
        id,
        event as event_name,
        event_at,
        original_timestamp,
        received_at,
        user_id,
        anonymous_id,
        group_id,
        account_id,
        session_id,
        device,
        properties,
        unreadable_cells
    from tracks
    union all
    select
        pages.id,
        'page_viewed' as event_name,
        pages.event_at,
        pages.original_timestamp,
        pages.received_at,
        pages.user_id,
        pages.anonymous_id,
        pages.group_id,
        pages.account_id,
        pages.session_id,
        pages.device,
        page_properties.properties,
        pages.unreadable_cells
    from pages
    inner join page_properties
        on
            coalesce(pages.name, '') = page_properties.name
            and coalesce(pages.path, '') = page_properties.path
),

final as (
    select
        id as event_id,
        event_name,
        coalesce(event_at, original_timestamp) as occurred_at,
        received_at,
        user_id,
        anonymous_id,
        coalesce(group_id, account_id) as account_id,
        session_id,
        device,
        cast(null as varchar) as schema_version,
        properties,
        unreadable_cells
    from messages
)

select * from final
