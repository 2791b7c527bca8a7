{#- dbt's own macro of this name, but for one thing: `in_dialect`. All SQL that dbt runs passes
    here, except what the two overrides below give to the adapter directly. -#}
{% macro statement(name=none, fetch_result=false, auto_begin=true, language='sql') -%}
    {%- if execute -%}
        {%- set sql = in_dialect(caller()) -%}
        {%- if name == 'main' -%}
            {%- do write(sql) -%}
        {%- endif -%}
        {%- set response, table = adapter.execute(sql, auto_begin=auto_begin, fetch=fetch_result) -%}
        {%- if name is not none -%}
            {{ store_result(name, response=response, agate_table=table) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{% macro spark__get_empty_subquery_sql(select_sql, select_sql_header=none) -%}
    {%- do return(in_dialect(default__get_empty_subquery_sql(select_sql, select_sql_header))) -%}
{%- endmacro %}


{% macro spark__get_empty_schema_sql(columns) -%}
    {%- do return(in_dialect(default__get_empty_schema_sql(columns))) -%}
{%- endmacro %}
