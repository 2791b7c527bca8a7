with

int_event_verdicts_by_day as (
    select *
    from {{ ref('int_event_verdicts_by_day') }}
    where rejected_because is null
),

tracking_plan as (
    select distinct event_name from {{ ref('tracking_plan') }}
),

events_by_name as (
    select
        event_name,
        sum(row_count) as event_count,
        sum(anonymous_count) as anonymous_count,
        min({{ in_byte_order('example_event_id') }}) as example
    from int_event_verdicts_by_day
    group by event_name
),

events_counted as (
    select sum(event_count) as rows_seen from events_by_name
),

events_outside_plan as (
    select
        'events_outside_plan' as check_name,
        'events' as table_name,
        events_by_name.event_name as subject,
        cast(null as date) as period,
        events_counted.rows_seen,
        events_by_name.event_count as rows_failing,
        false as is_failure,
        'event_id ' || events_by_name.example as example
    from events_by_name
    cross join events_counted
    left join tracking_plan
        on events_by_name.event_name = tracking_plan.event_name
    where tracking_plan.event_name is null
),

anonymous_events as (
    select
        'anonymous_events' as check_name,
        'events' as table_name,
        event_name as subject,
        cast(null as date) as period,
        event_count as rows_seen,
        anonymous_count as rows_failing,
        false as is_failure,
        cast(null as varchar) as example
    from events_by_name
    where anonymous_count > 0
),

final as (
    select * from events_outside_plan
    union all
    select * from anonymous_events
)

select * from final
