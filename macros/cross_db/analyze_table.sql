{% macro analyze_table() -%}
    {%- do return(adapter.dispatch('analyze_table')()) -%}
{%- endmacro %}


{% macro default__analyze_table() %}{% endmacro %}


{#- PostgreSQL counts a new table's rows only minutes later; until then it takes each for a small one
    and joins by nested loops, which then take hours. -#}
{% macro postgres__analyze_table() -%}
    {%- if model.config.materialized != 'view' -%}
        {%- do return('analyze ' ~ this) -%}
    {%- endif -%}
{%- endmacro %}
