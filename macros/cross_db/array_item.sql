{% macro array_item(array, place) -%}
    {%- do return(adapter.dispatch('array_item')(array, place)) -%}
{%- endmacro %}


{% macro default__array_item(array, place) -%}
    {%- do return(array ~ '[' ~ place ~ ']') -%}
{%- endmacro %}


{#- Spark's brackets count from 0, and `get` is null beyond the end. -#}
{% macro spark__array_item(array, place) -%}
    {%- do return('get(' ~ array ~ ', ' ~ place ~ ' - 1)') -%}
{%- endmacro %}
