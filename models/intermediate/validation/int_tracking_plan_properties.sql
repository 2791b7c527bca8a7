{#- The tracking plan names an event's properties in one cell, as `name:type;name:type`. It is split
    into as many as this; assert_tracking_plan_is_split_whole fails where a cell holds more. -#}
{%- set most_properties = 16 -%}

with

tracking_plan as (
    select * from {{ ref('tracking_plan') }}
),

positions as (
    {{ dbt.generate_series(most_properties) }}
),

lists as (
    select
        event_name,
        plan_version,
        required_properties as properties,
        true as is_required
    from tracking_plan
    union all
    select
        event_name,
        plan_version,
        optional_properties as properties,
        false as is_required
    from tracking_plan
),

split as (
    select
        lists.event_name,
        lists.plan_version,
        lists.is_required,
        trim(
            split_part(lists.properties, ';', cast(positions.generated_number as integer))
        ) as property_and_type
    from lists
    cross join positions
),

final as (
    select
        event_name,
        plan_version,
        trim(split_part(property_and_type, ':', 1)) as property,
        lower(trim(split_part(property_and_type, ':', 2))) as property_type,
        is_required
    from split
    where property_and_type <> ''
)

select * from final
