with

int_events_to_read as (
    select * from {{ ref('int_events_to_read') }}
),

int_user_account_history as (
    select * from {{ ref('int_user_account_history') }}
),

users_counted as (
    select count(*) as number_of_users from {{ ref('int_users_checked') }}
),

int_event_ids_repeated as (
    select * from {{ ref('int_event_ids_repeated') }}
),

identified as (
    select
        int_events_to_read.event_id,
        int_events_to_read.event_name,
        int_events_to_read.event_day,
        int_events_to_read.occurred_at,
        int_events_to_read.received_at,
        int_events_to_read.user_id,
        int_events_to_read.anonymous_id,
        coalesce(int_events_to_read.account_id, int_user_account_history.account_id)
            as account_id,
        int_events_to_read.account_id is not null as has_own_account,
        int_events_to_read.session_id,
        int_events_to_read.device,
        int_events_to_read.schema_version,
        int_events_to_read.properties,
        int_events_to_read.unreadable_cells,
        int_event_ids_repeated.event_id is not null as is_repeated,
        -- without a table of users nobody is an unknown user
        int_events_to_read.user_id is not null
        and int_user_account_history.user_id is null
        and users_counted.number_of_users > 0 as is_unknown_user
    from int_events_to_read
    -- first, so that who wants the few repeated ones looks for the users of these alone
    left join int_event_ids_repeated
        on int_events_to_read.event_id = int_event_ids_repeated.event_id
    -- the account in which the user was that day, which isn't always the one of today
    left join int_user_account_history
        on
            int_events_to_read.user_id = int_user_account_history.user_id
            and int_events_to_read.event_day >= int_user_account_history.valid_from
            and (
                int_user_account_history.valid_to is null
                or int_events_to_read.event_day < int_user_account_history.valid_to
            )
    cross join users_counted
)

select * from identified
