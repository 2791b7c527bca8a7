with

int_shared_devices as (
    select * from {{ ref('int_shared_devices') }}
),

int_user_account_periods as (
    select * from {{ ref('int_user_account_periods') }}
),

int_user_account_sightings as (
    select * from {{ ref('int_user_account_sightings') }}
),

int_account_hierarchy as (
    select * from {{ ref('int_account_hierarchy') }}
),

users as (
    select
        user_id,
        account_id,
        lower(trim(email)) as email
    from {{ ref('int_users_checked') }}
    where rejected_because is null
),

devices as (
    select
        case
            when not is_used then 'device_of_everybody'
            when account_count > 1 then 'device_of_two_accounts'
            else 'device_of_two_users'
        end as conflict,
        'device' as entity,
        anonymous_id as entity_id,
        case
            when user_count > 1
                then concat(
                    cast(user_count as varchar), ' users in ', cast(account_count as varchar),
                    case when account_count = 1 then ' account' else ' accounts' end,
                    ', among them ', first_user_id, ' and ', last_user_id
                )
            else
                concat(
                    cast(account_count as varchar), ' accounts, among them ', first_account_id,
                    ' and ', last_account_id,
                    coalesce('; the one user is ' || first_user_id, '; no user')
                )
        end as reason
    from int_shared_devices
),

shared_emails as (
    select
        email,
        count(*) as user_count,
        min({{ in_byte_order('user_id') }}) as first_user_id,
        max({{ in_byte_order('user_id') }}) as last_user_id
    from users
    where email <> ''
    group by email
    having count(*) > 1
),

users_with_one_email as (
    select
        'email_of_two_users' as conflict,
        'user' as entity,
        users.user_id as entity_id,
        concat(
            'the same e-mail address as ',
            case
                when users.user_id = shared_emails.first_user_id then shared_emails.last_user_id
                else shared_emails.first_user_id
            end,
            case
                when shared_emails.user_count > 2
                    then concat(
                        ' and ', cast(shared_emails.user_count - 2 as varchar), ' more'
                    )
                else ''
            end
        ) as reason
    from users
    inner join shared_emails on users.email = shared_emails.email
),

seen_elsewhere as (
    select
        'user_in_two_accounts' as conflict,
        'user' as entity,
        int_user_account_sightings.user_id as entity_id,
        concat(
            'seen in ', min({{ in_byte_order('int_user_account_sightings.account_id') }}),
            ' on ', cast(count(distinct int_user_account_sightings.event_day) as varchar),
            ' days, the last of them ', cast(max(int_user_account_sightings.event_day) as varchar),
            ', while belonging to ', min({{ in_byte_order('int_user_account_periods.account_id') }})
        ) as reason
    from int_user_account_sightings
    inner join int_user_account_periods
        on
            int_user_account_sightings.user_id = int_user_account_periods.user_id
            and int_user_account_sightings.event_day >= int_user_account_periods.valid_from
            and (
                int_user_account_periods.valid_to is null
                or int_user_account_sightings.event_day < int_user_account_periods.valid_to
            )
    where int_user_account_sightings.account_id <> int_user_account_periods.account_id
    group by int_user_account_sightings.user_id
),

outdated_histories as (
    select
        'account_history_outdated' as conflict,
        'user' as entity,
        users.user_id as entity_id,
        concat(
            'entity_attributes ends with ', int_user_account_periods.account_id,
            ', users says ', users.account_id
        ) as reason
    from users
    inner join int_user_account_periods
        on
            users.user_id = int_user_account_periods.user_id
            and int_user_account_periods.valid_to is null
            and int_user_account_periods.evidence = 'entity_attributes'
    where users.account_id <> int_user_account_periods.account_id
),

parents as (
    select
        case
            when is_circular then 'parent_in_a_circle'
            else 'parent_unknown'
        end as conflict,
        'account' as entity,
        account_id as entity_id,
        concat('its parent is said to be ', named_parent_id) as reason
    from int_account_hierarchy
    where
        is_circular
        or (
            named_parent_id is not null
            and (parent_known_by is null or parent_known_by <> 'parent')
        )
),

conflicts as (
    select * from devices
    union all
    select * from users_with_one_email
    union all
    select * from seen_elsewhere
    union all
    select * from outdated_histories
    union all
    select * from parents
),

final as (
    select
        cast(conflict as varchar) as conflict,
        cast(entity as varchar) as entity,
        entity_id,
        reason
    from conflicts
)

select * from final
