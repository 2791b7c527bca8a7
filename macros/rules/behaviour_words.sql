{#- What was counted for a behavioural leaf, in words. -#}
{% macro behaviour_words(leaf, is_said) %}
    {%- set measures = behaviour_measures(leaf) -%}
    {%- if 'sequence' in leaf or 'stopped' in leaf -%}
        {%- do return(sql_text(('' if is_said else 'not: ') ~ behaviour_text(leaf))) -%}
    {%- endif -%}
    {%- set event = event_text(leaf, 'did' if 'did' in leaf else 'did_not') -%}
    {%- set window = ' in ' ~ leaf['within_days'] ~ ' days' if 'within_days' in leaf else '' -%}
    {%- set times = measures['count']['name'] -%}
    {%- set words = 'case ' ~ times ~ ' when 0 then ' ~ sql_text('no ' ~ event ~ window)
        ~ ' when 1 then ' ~ sql_text(event ~ ' once' ~ window) ~ ' else '
        ~ sql_text(event ~ ' ') ~ ' || cast(' ~ times ~ ' as varchar) || '
        ~ sql_text(' times' ~ window) ~ ' end' -%}
    {%- if 'distinct_days' in leaf -%}
        {%- set words = words ~ " || ' on ' || cast(" ~ measures['days']['name']
            ~ " as varchar) || ' days'" -%}
    {%- endif -%}
    {%- if 'not_since_days' in leaf -%}
        {%- set words = words ~ ' || case when ' ~ measures['recent']['name'] ~ ' = 0 then '
            ~ sql_text(', none in the last ' ~ leaf['not_since_days'] ~ ' days') ~ " else '' end" -%}
    {%- endif -%}
    {%- do return('coalesce(' ~ words ~ ', ' ~ sql_text(event ~ ' unknown') ~ ')') -%}
{% endmacro %}
