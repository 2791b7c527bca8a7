{#- Like activity_as_read, by the properties that the tracking plan calls segmentable. -#}
{% macro activity_by_property_as_read(entity) -%}
    select
        account_id,
        user_id,
        event_day,
        event_name,
        property,
        property_value,
        event_count,
        first_at
    from {{ ref('int_daily_activity_by_property') }}
    union all
    select
        account_id,
        user_id,
        counts_for_{{ entity }}_on as event_day,
        event_name,
        property,
        property_value,
        event_count,
        first_at
    from {{ ref('int_earlier_activity_by_property') }}
{%- endmacro %}
