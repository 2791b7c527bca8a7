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


{#- Spark has no such table. It lists the session's temporary views among those of every schema. -#}
{% macro spark__columns_by_table(relation) -%}
    {%- set found = {} -%}
    {%- for table in run_query('show tables in ' ~ relation.without_identifier()).rows
        if not table['isTemporary'] -%}
        {%- do found.update({table[1]: run_query(
            'describe table ' ~ relation.without_identifier() ~ '.' ~ table[1]
        ).columns[0].values() | list}) -%}
    {%- endfor -%}
    {%- do return(found) -%}
{%- endmacro %}
