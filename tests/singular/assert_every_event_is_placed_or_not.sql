/*
Fails for each day on which the events that came without an account are not all either linked to
one or in the unplaced activity. Then a device's or user's event counts twice, or for nobody ever.
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
        and events_checked.account_id is null
        and (events_checked.user_id is not null or events_checked.anonymous_id is not null)
    group by events_checked.event_day
),

found as (
    select
        event_day,
        1 as event_count
    from {{ ref('int_events_linked') }}

    union all

    select
        event_day,
        event_count
    from {{ ref('int_unplaced_activity') }}
),

found_by_day as (
    select
        event_day,
        sum(event_count) as event_count
    from found
    group by event_day
),

final as (
    select
        coalesce(events.event_day, found_by_day.event_day) as event_day,
        events.event_count,
        found_by_day.event_count as events_found
    from events
    full outer join found_by_day on events.event_day = found_by_day.event_day
    where events.event_count is distinct from found_by_day.event_count
)

select * from final
