{{ config(materialized='view') }}

with

int_identity_links as (
    select * from {{ ref('int_identity_links') }}
),

int_unplaced_activity as (
    select * from {{ ref('int_unplaced_activity') }}
),

linked_devices as (
    select distinct anonymous_id
    from int_identity_links
),

final as (
    select
        anonymous_id,
        true as is_linked
    from linked_devices

    union all

    select distinct
        int_unplaced_activity.anonymous_id,
        false as is_linked
    from int_unplaced_activity
    left join linked_devices
        on int_unplaced_activity.anonymous_id = linked_devices.anonymous_id
    where
        int_unplaced_activity.anonymous_id is not null
        and linked_devices.anonymous_id is null
)

select * from final
