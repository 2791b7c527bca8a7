{#- The tracking plan names an event's properties in one cell. It is split into as many names as
    this; assert_segmentable_properties_are_all_read fails where a cell holds more. -#}
{%- set most_properties = 16 -%}

with

event_types as (
    select * from {{ ref('int_event_types') }}
),

positions as (
    {{ dbt.generate_series(most_properties) }}
),

split as (
    select
        event_types.event_name,
        trim(
            split_part(
                event_types.segmentable_properties,
                ';',
                cast(positions.generated_number as integer)
            )
        ) as property
    from event_types
    cross join positions
),

final as (
    select distinct
        event_name,
        property
    from split
    where property <> ''
)

select * from final
