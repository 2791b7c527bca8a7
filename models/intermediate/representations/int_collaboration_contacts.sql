with

span as (
    select
        cast({{ dbt.date_trunc('month', 'min(day_90_before)') }} as date) as first_day,
        max(as_of_date) as last_day
    from {{ ref('int_representation_dates') }}
),

int_collaboration_events as (
    select * from {{ ref('int_collaboration_events') }}
),

int_collaboration_meetings as (
    select * from {{ ref('int_collaboration_meetings') }}
),

int_users_checked as (
    select * from {{ ref('int_users_checked') }}
    where rejected_because is null
),

int_user_account_periods as (
    select * from {{ ref('int_user_account_periods') }}
),

users as (
    select
        int_users_checked.user_id,
        int_users_checked.signed_up_at,
        int_user_account_periods.account_id,
        int_user_account_periods.valid_from,
        int_user_account_periods.valid_to
    from int_users_checked
    inner join int_user_account_periods
        on int_users_checked.user_id = int_user_account_periods.user_id
),

int_daily_activity as (
    select * from {{ ref('int_daily_activity') }}
    where
        user_id is not null
        and event_day >= (select span.first_day from span)
        and event_day <= (select span.last_day from span)
),

int_daily_activity_by_property as (
    select * from {{ ref('int_daily_activity_by_property') }}
    where
        user_id is not null
        and event_day >= (select span.first_day from span)
        and event_day <= (select span.last_day from span)
),

named as (
    select
        int_daily_activity_by_property.account_id,
        int_daily_activity_by_property.user_id as from_user_id,
        users.user_id as to_user_id,
        int_daily_activity_by_property.event_day as begun_on,
        int_daily_activity_by_property.event_day as contact_day
    from int_daily_activity_by_property
    inner join int_collaboration_events
        on
            int_daily_activity_by_property.event_name = int_collaboration_events.event_name
            and int_daily_activity_by_property.property = int_collaboration_events.user_property
    inner join users
        on
            int_daily_activity_by_property.account_id = users.account_id
            and int_daily_activity_by_property.property_value = users.user_id
            and int_daily_activity_by_property.event_day >= users.valid_from
            and (
                users.valid_to is null
                or int_daily_activity_by_property.event_day < users.valid_to
            )
),

invitations as (
    select
        int_daily_activity.account_id,
        int_daily_activity.user_id as from_user_id,
        users.user_id as to_user_id,
        int_daily_activity.event_day as begun_on,
        cast(users.signed_up_at as date) as contact_day,
        row_number() over (
            partition by users.user_id
            order by
                int_daily_activity.first_at desc,
                {{ in_byte_order('int_daily_activity.user_id') }}
        ) as place_before_sign_up
    from int_daily_activity
    inner join int_collaboration_events
        on int_daily_activity.event_name = int_collaboration_events.event_name
    inner join users
        on
            int_daily_activity.account_id = users.account_id
            and cast(users.signed_up_at as date) >= users.valid_from
            and (users.valid_to is null or cast(users.signed_up_at as date) < users.valid_to)
    where
        users.signed_up_at > int_daily_activity.first_at
        and {{ dbt.datediff(
            'int_daily_activity.event_day', 'users.signed_up_at', 'day'
        ) }} <= int_collaboration_events.joins_within_days
        and int_daily_activity.user_id <> users.user_id
),

sizes as (
    select
        account_id,
        object_property,
        object_name,
        met_from,
        count(*) as people
    from int_collaboration_meetings
    group by
        account_id,
        object_property,
        object_name,
        met_from
),

telling_meetings as (
    select int_collaboration_meetings.*
    from int_collaboration_meetings
    inner join sizes
        on
            int_collaboration_meetings.account_id = sizes.account_id
            and int_collaboration_meetings.object_property = sizes.object_property
            and int_collaboration_meetings.object_name = sizes.object_name
            and int_collaboration_meetings.met_from = sizes.met_from
    where sizes.people between 2 and {{ var('max_linked_group') }}
),

met as (
    select
        telling_meetings.account_id,
        telling_meetings.user_id as from_user_id,
        others.user_id as to_user_id,
        least(telling_meetings.first_day, others.first_day) as begun_on,
        greatest(telling_meetings.first_day, others.first_day) as contact_day
    from telling_meetings
    inner join telling_meetings as others
        on
            telling_meetings.account_id = others.account_id
            and telling_meetings.object_property = others.object_property
            and telling_meetings.object_name = others.object_name
            and telling_meetings.met_from = others.met_from
),

contacts as (
    select * from named
    union all
    select
        account_id,
        from_user_id,
        to_user_id,
        begun_on,
        contact_day
    from invitations
    where place_before_sign_up = 1
    union all
    select * from met
),

final as (
    select
        account_id,
        from_user_id,
        to_user_id,
        begun_on,
        contact_day,
        count(*) as contacts
    from contacts
    where from_user_id <> to_user_id
    group by
        account_id,
        from_user_id,
        to_user_id,
        begun_on,
        contact_day
)

select * from final
