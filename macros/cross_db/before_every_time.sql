{% macro before_every_time() -%}
    {%- do return(adapter.dispatch('before_every_time')()) -%}
{%- endmacro %}


{% macro default__before_every_time() -%}
    {%- do return("cast('-infinity' as timestamp)") -%}
{%- endmacro %}


{#- Spark knows no infinite time; its own begin with the year 1. -#}
{% macro spark__before_every_time() -%}
    {%- do return("cast('0000-01-01 00:00:00' as timestamp)") -%}
{%- endmacro %}
