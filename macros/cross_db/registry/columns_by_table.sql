{#- The names of the columns of each table that a relation's schema has: lists by table. -#}
{% macro columns_by_table(relation) -%}
    {%- do return(adapter.dispatch('columns_by_table')(relation)) -%}
{%- endmacro %}


{% macro default__columns_by_table(relation) -%}
    {%- set found = {} -%}
    {%- for row in run_query(
        'select table_name, column_name from information_schema.columns where table_catalog = '
        ~ sql_text(relation.database) ~ ' and table_schema = ' ~ sql_text(relation.schema)
    ).rows -%}
        {%- do found.setdefault(row[0], []).append(row[1]) -%}
    {%- endfor -%}
    {%- do return(found) -%}
{%- endmacro %}


{#- Spark has no such table. -#}
{% macro spark__columns_by_table(relation) -%}
    {%- set found = {} -%}
    {%- for table in adapter.list_relations_without_caching(relation) -%}
        {%- do found.update({
            table.identifier: adapter.get_columns_in_relation(table) | map(attribute='name') | list
        }) -%}
    {%- endfor -%}
    {%- do return(found) -%}
{%- endmacro %}
