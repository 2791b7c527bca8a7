-- Who did what came without an account, by what was known at the end of the event's own day.
with

events as (
    select
        event_id,
        event_name,
        event_day,
        occurred_at,
        user_id,
        anonymous_id,
        session_id,
        properties
    from {{ ref('int_events_checked') }}
    where
        rejected_because is null
        and account_id is null
        and (user_id is not null or anonymous_id is not null)
),

int_identity_links as (
    select * from {{ ref('int_identity_links') }}
    where is_used
),

int_user_account_periods as (
    select * from {{ ref('int_user_account_periods') }}
),

with_users as (
    select
        events.event_id,
        events.event_name,
        events.event_day,
        events.occurred_at,
        coalesce(events.user_id, int_identity_links.user_id) as user_id,
        events.anonymous_id,
        events.session_id,
        events.properties
    from events
    left join int_identity_links
        on
            events.anonymous_id = int_identity_links.anonymous_id
            and events.user_id is null
            and events.occurred_at >= int_identity_links.linked_from
            and (
                int_identity_links.linked_until is null
                or events.occurred_at < int_identity_links.linked_until
            )
),

final as (
    select
        with_users.event_id,
        with_users.event_name,
        with_users.event_day,
        with_users.occurred_at,
        with_users.user_id,
        with_users.anonymous_id,
        int_user_account_periods.account_id,
        with_users.session_id,
        with_users.properties
    from with_users
    left join int_user_account_periods
        on
            with_users.user_id = int_user_account_periods.user_id
            and with_users.event_day >= int_user_account_periods.valid_from
            and (
                int_user_account_periods.valid_to is null
                or with_users.event_day < int_user_account_periods.valid_to
            )
)

select * from final
