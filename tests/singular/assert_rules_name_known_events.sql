-- Fails for each event, or property of an event, that a segment's rule names and the tracking plan
-- does not: such a rule would count nothing for ever, without anybody noticing. Properties are
-- counted by their values only where the plan lists them as segmentable.
with

int_segment_references as (
    select * from {{ ref('int_segment_references') }}
),

tracking_plan as (
    select * from {{ ref('tracking_plan') }}
),

known_events as (
    select distinct event_name
    from tracking_plan
),

held_against_the_plan as (
    select
        int_segment_references.segment,
        int_segment_references.rule_path,
        int_segment_references.event_name,
        int_segment_references.property,
        known_events.event_name is not null as is_known_event,
        exists(
            select 1
            from tracking_plan
            where
                tracking_plan.event_name = int_segment_references.event_name
                and ';' || tracking_plan.segmentable_properties || ';'
                like '%;' || int_segment_references.property || ';%'
        ) as is_known_property
    from int_segment_references
    left join known_events on int_segment_references.event_name = known_events.event_name
)

select
    segment,
    rule_path,
    event_name,
    property,
    'Segment ' || segment || ', ' || rule_path || ': the tracking plan has no event '
    || event_name || case
        when is_known_event then ' with the segmentable property ' || property
        else ''
    end || '. Correct the rule, or add it to seeds/tracking_plan.csv.' as message
from held_against_the_plan
where not is_known_event or (property is not null and not is_known_property)
