{% macro state_of(condition, way) %}
    {%- set states = {
        'holds': ' is true', 'is_false': ' is false', 'lapsed': ' is not true',
        'not_false': ' is not false',
    } -%}
    {%- do return('(' ~ condition ~ ')' ~ states[way]) -%}
{% endmacro %}
