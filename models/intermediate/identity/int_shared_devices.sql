{{ config(materialized='view') }}

with

int_identity_links as (
    select * from {{ ref('int_identity_links') }}
),

int_device_account_sightings as (
    select * from {{ ref('int_device_account_sightings') }}
),

int_user_account_periods as (
    select * from {{ ref('int_user_account_periods') }}
),

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

logins as (
    select
        int_identity_links.anonymous_id,
        int_identity_links.users_so_far,
        int_identity_links.is_used,
        int_identity_links.user_id,
        int_user_account_periods.account_id
    from int_identity_links
    left join int_user_account_periods
        on
            int_identity_links.user_id = int_user_account_periods.user_id
            and int_identity_links.linked_on >= int_user_account_periods.valid_from
            and (
                int_user_account_periods.valid_to is null
                or int_identity_links.linked_on < int_user_account_periods.valid_to
            )
),

-- an account in which one of the device's users was that day contradicts nothing
accounts_of_users as (
    select distinct
        int_device_account_sightings.anonymous_id,
        int_device_account_sightings.account_id,
        int_device_account_sightings.event_day
    from int_device_account_sightings
    inner join int_identity_links
        on int_device_account_sightings.anonymous_id = int_identity_links.anonymous_id
    inner join int_user_account_periods
        on
            int_identity_links.user_id = int_user_account_periods.user_id
            and int_device_account_sightings.account_id = int_user_account_periods.account_id
            and int_device_account_sightings.event_day >= int_user_account_periods.valid_from
            and (
                int_user_account_periods.valid_to is null
                or int_device_account_sightings.event_day < int_user_account_periods.valid_to
            )
),

named_by_events as (
    select distinct
        int_device_account_sightings.anonymous_id,
        int_device_account_sightings.account_id
    from int_device_account_sightings
    inner join int_run on int_device_account_sightings.event_day <= int_run.as_of_date
    left join accounts_of_users
        on
            int_device_account_sightings.anonymous_id = accounts_of_users.anonymous_id
            and int_device_account_sightings.account_id = accounts_of_users.account_id
            and int_device_account_sightings.event_day = accounts_of_users.event_day
    where accounts_of_users.anonymous_id is null
),

seen as (
    select * from logins

    union all

    select
        anonymous_id,
        0 as users_so_far,
        true as is_used,
        cast(null as varchar) as user_id,
        account_id
    from named_by_events
),

final as (
    select
        anonymous_id,
        max(users_so_far) as user_count,
        min(case when is_used then 1 else 0 end) = 1 as is_used,
        count(distinct account_id) as account_count,
        min({{ in_byte_order('user_id') }}) as first_user_id,
        max({{ in_byte_order('user_id') }}) as last_user_id,
        min({{ in_byte_order('account_id') }}) as first_account_id,
        max({{ in_byte_order('account_id') }}) as last_account_id
    from seen
    group by anonymous_id
    having max(users_so_far) > 1 or count(distinct account_id) > 1
)

select * from final
