/*
Fails for each day on which the daily activity, the sessions or the account days don't add up to the
accepted events of known accounts, those included whose account is known by their device or user.
Then a day was not built again when it should have been, or was added twice, and every count after
it is wrong.
*/
with

run as (
    select * from {{ ref('int_run') }}
),

events_of_accounts as (
    select event_day
    from {{ ref('int_events_checked') }}
    where
        rejected_because is null
        and account_id is not null

    union all

    select event_day
    from {{ ref('int_events_linked') }}
),

events as (
    select
        events_of_accounts.event_day,
        count(*) as event_count
    from events_of_accounts
    inner join run on events_of_accounts.event_day <= run.as_of_date
    group by events_of_accounts.event_day
),

counted as (
    select
        event_day,
        sum(event_count) as in_daily_activity,
        0 as in_sessions,
        0 as in_account_days
    from {{ ref('int_daily_activity') }}
    group by event_day

    union all

    select
        event_day,
        0 as in_daily_activity,
        sum(event_count) as in_sessions,
        0 as in_account_days
    from {{ ref('int_sessions') }}
    group by event_day

    union all

    select
        event_day,
        0 as in_daily_activity,
        0 as in_sessions,
        sum(event_count) as in_account_days
    from {{ ref('int_account_days') }}
    group by event_day
),

compared as (
    select
        event_day,
        sum(in_daily_activity) as in_daily_activity,
        sum(in_sessions) as in_sessions,
        sum(in_account_days) as in_account_days
    from counted
    group by event_day
),

final as (
    select
        coalesce(events.event_day, compared.event_day) as event_day,
        events.event_count as accepted_events,
        compared.in_daily_activity,
        compared.in_sessions,
        compared.in_account_days
    from events
    full outer join compared on events.event_day = compared.event_day
    where
        events.event_count is distinct from compared.in_daily_activity
        or events.event_count is distinct from compared.in_sessions
        or events.event_count is distinct from compared.in_account_days
)

select * from final
