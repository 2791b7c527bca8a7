/*
Fails for each event that has more segmentable properties in the tracking plan than
int_segmentable_properties splits into rows (16). Rules that ask for one of the others would
silently hold for nobody.
*/
with

event_types as (
    select * from {{ ref('int_event_types') }}
),

final as (
    select
        event_name,
        segmentable_properties
    from event_types
    where trim(split_part(segmentable_properties, ';', 17)) <> ''
)

select * from final
