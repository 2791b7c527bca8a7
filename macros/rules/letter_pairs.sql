{% macro letter_pairs(text) %}
    {%- set padded = ' ' ~ text ~ ' ' -%}
    {%- set pairs = [] -%}
    {%- for start in range(padded | length - 1) -%}
        {%- do pairs.append(padded[start:start + 2]) -%}
    {%- endfor -%}
    {%- do return(pairs | unique | list) -%}
{% endmacro %}
