/*
Fails for each day on which the daily activity, the sessions or the account days don't add up to the
accepted events of known accounts. Then a day was not built again when it should have been, or was
added twice, and every count after it is wrong.
*/
with

run as (
    select * from {{ ref('int_run') }}
),

events as (
    select
        events_checked.event_day,
        count(*) as event_count
    from {{ ref('int_events_checked') }} as events_checked
    inner join run on events_checked.event_day <= run.as_of_date
    where
        events_checked.rejected_because is null
        and events_checked.account_id is not null
    group by events_checked.event_day
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
