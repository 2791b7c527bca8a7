{{ config(enabled=supplies('segment', 'users')) }}

-- What the table users lacks comes from what the user said last.
with

identifies as (
    select
        *,
        coalesce(identified_at, original_timestamp) as said_at
    from {{ source('segment', 'identifies') }}
    where user_id is not null
),

users as (
    select * from {{ source('segment', 'users') }}
),

numbered as (
    select
        *,
        min(coalesce(created_at, said_at)) over (partition by user_id) as first_seen_at,
        row_number() over (
            partition by user_id order by said_at desc nulls last, {{ in_byte_order('id') }}
        ) as place
    from identifies
),

last_identifies as (
    select * from numbered
    where place = 1
),

known_users as (
    select id as user_id from users
    union
    select user_id from last_identifies
),

final as (
    select
        known_users.user_id,
        coalesce(last_identifies.group_id, users.account_id, last_identifies.account_id)
            as account_id,
        coalesce(users.created_at, last_identifies.first_seen_at) as signed_up_at,
        coalesce(users.email, last_identifies.email) as email,
        coalesce(users.role, last_identifies.role) as role,
        coalesce(users.seniority, last_identifies.seniority) as seniority,
        coalesce(users.country, last_identifies.country) as country,
        last_identifies.device,
        last_identifies.source as acquisition_source,
        cast(null as boolean) as consent_profiling,
        cast(null as boolean) as consent_marketing,
        coalesce(users.unreadable_cells, last_identifies.unreadable_cells) as unreadable_cells
    from known_users
    left join users on known_users.user_id = users.id
    left join last_identifies on known_users.user_id = last_identifies.user_id
)

select * from final
