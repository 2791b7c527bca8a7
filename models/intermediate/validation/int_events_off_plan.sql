with

int_events_to_read as (
    select * from {{ ref('int_events_to_read') }}
),

int_tracking_plan_properties as (
    select * from {{ ref('int_tracking_plan_properties') }}
),

planned_kinds as (
    select *
    from {{ ref('int_event_kinds') }}
    where plan_version is not null
),

-- kinds of events whose plan says nothing of properties are not parsed
expected_properties as (
    select
        planned_kinds.event_name,
        planned_kinds.schema_version,
        int_tracking_plan_properties.property,
        int_tracking_plan_properties.property_type,
        int_tracking_plan_properties.is_required
    from planned_kinds
    inner join int_tracking_plan_properties
        on
            planned_kinds.event_name = int_tracking_plan_properties.event_name
            and planned_kinds.plan_version = int_tracking_plan_properties.plan_version
),

planned_with_properties as (
    select distinct
        event_name,
        schema_version
    from expected_properties
),

-- each text is parsed once, however many events bear it
distinct_properties as (
    select distinct
        int_events_to_read.event_name,
        int_events_to_read.schema_version,
        int_events_to_read.properties
    from int_events_to_read
    inner join planned_with_properties
        on
            int_events_to_read.event_name = planned_with_properties.event_name
            and coalesce(int_events_to_read.schema_version, '')
            = coalesce(planned_with_properties.schema_version, '')
),

objects_found as (
    select
        *,
        {{ is_json_object('properties') }} as is_object
    from distinct_properties
),

properties_found as (
    select
        objects_found.event_name,
        objects_found.schema_version,
        objects_found.properties,
        expected_properties.property,
        expected_properties.property_type,
        expected_properties.is_required,
        case
            when objects_found.properties is null
                then cast(null as varchar)
            when not objects_found.is_object
                then 'unreadable'
            else {{ json_value_type('objects_found.properties', 'expected_properties.property') }}
        end as type_found
    from objects_found
    inner join expected_properties
        on
            objects_found.event_name = expected_properties.event_name
            and coalesce(objects_found.schema_version, '')
            = coalesce(expected_properties.schema_version, '')
),

breaches as (
    select
        event_name,
        schema_version,
        properties,
        case
            when type_found = 'unreadable'
                then 'the properties are no JSON object'
            when type_found is null
                then concat('the required property ', property, ' is missing')
            else concat(
                'the property ', property, ' is ', type_found, ', expected: ', property_type
            )
        end as breach
    from properties_found
    where
        coalesce(type_found, '') <> property_type
        and (is_required or type_found is not null)
),

final as (
    select
        event_name,
        schema_version,
        properties,
        min({{ in_byte_order('breach') }}) as breach
    from breaches
    group by event_name, schema_version, properties
)

select * from final
