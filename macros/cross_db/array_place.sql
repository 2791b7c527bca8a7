{% macro array_place(array, value) -%}
    {%- do return(adapter.dispatch('array_place')(array, value)) -%}
{%- endmacro %}


{% macro default__array_place(array, value) -%}
    {%- do return('array_position(' ~ array ~ ', ' ~ value ~ ')') -%}
{%- endmacro %}


{#- Spark says 0 where the others say null. -#}
{% macro spark__array_place(array, value) -%}
    {%- do return('nullif(array_position(' ~ array ~ ', ' ~ value ~ '), 0)') -%}
{%- endmacro %}
