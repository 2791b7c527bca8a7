{{ config(materialized='view') }}

with

int_identity_links as (
    select * from {{ ref('int_identity_links') }}
),

int_unplaced_activity as (
    select * from {{ ref('int_unplaced_activity') }}
),

int_device_account_sightings as (
    select * from {{ ref('int_device_account_sightings') }}
),

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

linked_devices as (
    select distinct anonymous_id
    from int_identity_links
),

seen_without_user as (
    select anonymous_id
    from int_unplaced_activity
    where anonymous_id is not null

    union

    select int_device_account_sightings.anonymous_id
    from int_device_account_sightings
    inner join int_run on int_device_account_sightings.event_day <= int_run.as_of_date
),

final as (
    select
        anonymous_id,
        true as is_linked
    from linked_devices

    union all

    select
        seen_without_user.anonymous_id,
        false as is_linked
    from seen_without_user
    left join linked_devices
        on seen_without_user.anonymous_id = linked_devices.anonymous_id
    where linked_devices.anonymous_id is null
)

select * from final
