with

tracking_plan as (
    select * from {{ ref('tracking_plan') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by event_name
            order by length(plan_version) desc, {{ in_byte_order('plan_version') }} desc
        ) as recency,
        max(
            case
                when {{ plan_lists('duration_seconds') }} then 1
                else 0
            end
        ) over (partition by event_name) as versions_with_duration,
        max(
            case
                when {{ plan_lists('response_ms') }} then 1
                else 0
            end
        ) over (partition by event_name) as versions_with_response,
        max(
            case
                when {{ plan_lists('is_error') }} then 1
                else 0
            end
        ) over (partition by event_name) as versions_with_error
    from tracking_plan
),

final as (
    select
        event_name,
        feature,
        category,
        flow,
        flow_step,
        segmentable_properties,
        coalesce(is_core, false) as is_core,
        coalesce(is_value, false) as is_value,
        coalesce(is_collaboration, false) as is_collaboration,
        coalesce(is_expansion_signal, false) as is_expansion_signal,
        coalesce(is_error, false) as is_error,
        versions_with_duration > 0 as has_duration_seconds,
        versions_with_response > 0 as has_response_ms,
        versions_with_error > 0 as has_is_error
    from ranked
    where recency = 1
)

select * from final
