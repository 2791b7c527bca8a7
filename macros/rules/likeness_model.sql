{#- The model that says how much an entity is like the members of a segment; none where there is
    none. -#}
{% macro likeness_model(segment) %}
    {%- set found = [] -%}
    {%- for entry in (var('models', []) or []) if entry is mapping -%}
        {%- set outcome = entry.get('outcome') -%}
        {%- if outcome is mapping and outcome.get('member_of') == segment -%}
            {%- do found.append(entry.get('model')) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(found | first if found else none) -%}
{% endmacro %}
