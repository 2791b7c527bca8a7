-- Only the days that some month end of this run looks back on are read, in whole months.
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

days_shared as (
    select
        int_daily_activity.account_id,
        '' as object_property,
        '' as object_name,
        int_daily_activity.event_day as met_from,
        int_daily_activity.user_id,
        int_daily_activity.event_day as first_day
    from int_daily_activity
    inner join int_collaboration_events
        on int_daily_activity.event_name = int_collaboration_events.event_name
    where int_collaboration_events.links_by_day
),

objects_shared as (
    select
        int_daily_activity_by_property.account_id,
        int_collaboration_events.object_property,
        int_daily_activity_by_property.property_value as object_name,
        cast(
            {{ dbt.date_trunc('month', 'int_daily_activity_by_property.event_day') }} as date
        ) as met_from,
        int_daily_activity_by_property.user_id,
        int_daily_activity_by_property.event_day as first_day
    from int_daily_activity_by_property
    inner join int_collaboration_events
        on
            int_daily_activity_by_property.event_name = int_collaboration_events.event_name
            and int_daily_activity_by_property.property = int_collaboration_events.object_property
),

meetings as (
    select * from days_shared
    union all
    select * from objects_shared
),

final as (
    select
        account_id,
        object_property,
        object_name,
        met_from,
        user_id,
        min(first_day) as first_day
    from meetings
    group by
        account_id,
        object_property,
        object_name,
        met_from,
        user_id
)

select * from final
