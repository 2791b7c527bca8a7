with

int_events_to_read as (
    select * from {{ ref('int_events_to_read') }}
),

tracking_plan as (
    select * from {{ ref('tracking_plan') }}
),

kinds as (
    select distinct
        event_name,
        schema_version
    from int_events_to_read
    where event_name is not null
),

-- an event is held against the entry of its version; without one, against the latest
entries_by_fitness as (
    select
        kinds.event_name,
        kinds.schema_version,
        tracking_plan.plan_version,
        row_number() over (
            partition by kinds.event_name, kinds.schema_version
            order by
                case when tracking_plan.plan_version = kinds.schema_version then 0 else 1 end,
                length(tracking_plan.plan_version) desc,
                {{ in_byte_order('tracking_plan.plan_version') }} desc
        ) as fitness
    from kinds
    left join tracking_plan
        on kinds.event_name = tracking_plan.event_name
),

final as (
    select
        event_name,
        schema_version,
        plan_version
    from entries_by_fitness
    where fitness = 1
)

select * from final
