with

int_identity_sightings as (
    select * from {{ ref('int_identity_sightings') }}
),

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

sightings as (
    select int_identity_sightings.*
    from int_identity_sightings
    inner join int_run on int_identity_sightings.event_day <= int_run.as_of_date
),

-- most devices have one user, of whom nothing need be put in order
devices as (
    select
        anonymous_id,
        min({{ in_byte_order('user_id') }}) as user_id,
        min(first_seen_at) as linked_from,
        count(distinct user_id) as user_count
    from sightings
    group by anonymous_id
),

sightings_on_shared_devices as (
    select
        sightings.anonymous_id,
        sightings.user_id,
        sightings.first_seen_at,
        lag(sightings.user_id) over (
            partition by sightings.anonymous_id
            order by
                sightings.first_seen_at,
                sightings.last_seen_at,
                {{ in_byte_order('sightings.user_id') }}
        ) as user_before,
        row_number() over (
            partition by sightings.anonymous_id, sightings.user_id
            order by sightings.first_seen_at, sightings.last_seen_at
        ) as place_among_own
    from sightings
    inner join devices
        on sightings.anonymous_id = devices.anonymous_id and devices.user_count > 1
),

changes_of_user as (
    select
        anonymous_id,
        user_id,
        first_seen_at as linked_from,
        case when place_among_own = 1 then 1 else 0 end as is_first_of_user
    from sightings_on_shared_devices
    where user_before is null or user_before <> user_id
),

links as (
    select
        anonymous_id,
        user_id,
        linked_from,
        1 as is_first_of_user
    from devices
    where user_count = 1

    union all

    select * from changes_of_user
),

numbered as (
    select
        anonymous_id,
        user_id,
        linked_from,
        lead(linked_from) over device_in_time as linked_until,
        row_number() over device_in_time as link_number,
        sum(is_first_of_user) over (
            partition by anonymous_id
            order by linked_from, {{ in_byte_order('user_id') }}
            rows between unbounded preceding and current row
        ) as users_so_far
    from links
    window device_in_time as (
        partition by anonymous_id order by linked_from, {{ in_byte_order('user_id') }}
    )
),

final as (
    select
        anonymous_id,
        user_id,
        cast(link_number as integer) as link_number,
        cast(users_so_far as integer) as users_so_far,
        -- what everybody uses tells nobody apart; who came before was told apart well enough
        users_so_far <= {{ var('max_users_per_device') }} as is_used,
        linked_from,
        cast(linked_from as date) as linked_on,
        linked_until,
        case
            when link_number = 1
                then {{ dbt.dateadd('day', -var('identity_reach_days'), 'linked_from') }}
            else linked_from
        end as reaches_back_to
    from numbered
)

select * from final
