{% macro commit_hook() -%}
    {%- do adapter.dispatch('commit_hook')() -%}
{%- endmacro %}


{% macro default__commit_hook() %}{% endmacro %}


{% macro duckdb__commit_hook() -%}
    {%- do adapter.commit() -%}
{%- endmacro %}


{#- dbt doesn't know of the transaction that the driver began, so its own commit refuses. -#}
{% macro postgres__commit_hook() -%}
    {%- do run_query('commit') -%}
{%- endmacro %}
