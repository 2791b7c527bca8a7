with

run as (
    select
        as_of_date,
        coalesce(
            previous_as_of_date, cast({{ before_every_time() }} as date)
        ) as previous_as_of_date,
        coalesce(received_after, {{ before_every_time() }}) as received_after
    from {{ ref('int_run') }}
),

-- each part reads the events itself, so that those of earlier runs are skipped
days_of_arrivals as (
    select event_day
    from {{ ref('int_events_checked') }}
    where
        rejected_because is null
        and (account_id is not null or user_id is not null or anonymous_id is not null)
        and received_at > (select run.received_after from run)
),

days_since_the_last_run as (
    select event_day
    from {{ ref('int_events_checked') }}
    where
        rejected_because is null
        and (account_id is not null or user_id is not null or anonymous_id is not null)
        and event_day > (select run.previous_as_of_date from run)
),

-- a login that arrived late says whose events of the days after it are, which were built without it
late_logins as (
    select
        anonymous_id,
        min(event_day) as event_day
    from {{ ref('int_events_checked') }}
    where
        rejected_because is null
        and anonymous_id is not null
        and user_id is not null
        and received_at > (select run.received_after from run)
        and event_day < (select run.previous_as_of_date from run)
    group by anonymous_id
),

first_late_login as (
    select min(event_day) as event_day
    from late_logins
),

days_after_late_logins as (
    select events.event_day
    from {{ ref('int_events_checked') }} as events
    inner join late_logins
        on
            events.anonymous_id = late_logins.anonymous_id
            and events.event_day > late_logins.event_day
    where
        events.rejected_because is null
        and events.user_id is null
        and events.account_id is null
        and events.event_day > (select first_late_login.event_day from first_late_login)
        and events.event_day <= (select run.previous_as_of_date from run)
),

last_erasure as (
    select coalesce(max(erased_count), 0) as erased_count
    from {{ ref('stg_state__erasures') }}
),

days_of_erased_events as (
    select reopened_days.event_day
    from {{ ref('stg_state__reopened_days') }} as reopened_days
    inner join last_erasure on reopened_days.erased_count > last_erasure.erased_count
),

days as (
    select
        event_day,
        1 as reopens_dates
    from days_of_arrivals

    union all

    select
        event_day,
        1 as reopens_dates
    from days_after_late_logins

    union all

    select
        event_day,
        1 as reopens_dates
    from days_since_the_last_run

    union all

    select
        event_day,
        0 as reopens_dates
    from days_of_erased_events
),

final as (
    select
        event_day,
        max(reopens_dates) = 1 as reopens_dates
    from days
    where event_day <= (select run.as_of_date from run)
    group by event_day
)

select * from final
