{#- The daily activity as the segments of an entity read it: with what was done before it was known
    by whom, on the day from which it counts. -#}
{% macro activity_as_read(entity) -%}
    select
        account_id,
        user_id,
        event_day,
        event_name,
        event_count,
        first_at
    from {{ ref('int_daily_activity') }}
    union all
    select
        account_id,
        user_id,
        counts_for_{{ entity }}_on as event_day,
        event_name,
        event_count,
        first_at
    from {{ ref('int_earlier_activity') }}
{%- endmacro %}
