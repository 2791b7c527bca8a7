{% macro without_merging() -%}
    {%- do return(adapter.dispatch('without_merging')()) -%}
{%- endmacro %}


{% macro default__without_merging() -%}
    {%- do return('') -%}
{%- endmacro %}


{#- PostgreSQL merges a subquery into the one around it, and then works out an expression as often
    as it is named: ten layers that each name the one below twice are a thousand. -#}
{% macro postgres__without_merging() -%}
    {%- do return('offset 0') -%}
{%- endmacro %}
