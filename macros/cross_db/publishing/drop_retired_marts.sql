{% macro drop_retired_marts(marts) %}
    {%- do adapter.dispatch('drop_retired_marts')(marts | map(attribute='alias') | list) -%}
{% endmacro %}


{% macro default__drop_retired_marts(names) %}{% endmacro %}


{% macro duckdb__drop_retired_marts(names) %}
    {%- set published = run_query(
        "select table_name from duckdb_tables() where database_name = 'published_next'"
        ~ " and schema_name = 'marts'"
    ) -%}
    {%- for row in published.rows if row[0] not in names -%}
        {%- do run_query('drop view if exists published_next.main.' ~ adapter.quote(row[0])) -%}
        {%- do run_query('drop table published_next.marts.' ~ adapter.quote(row[0])) -%}
    {%- endfor -%}
{% endmacro %}


{#- Only what was published once: in the schema may lie what readers made for themselves. -#}
{% macro postgres__drop_retired_marts(names) %}
    {%- set published_marts = state_relation('published_marts') -%}
    {%- do run_query('create table if not exists ' ~ published_marts ~ ' (mart varchar(63))') -%}
    {%- for row in run_query('select mart from ' ~ published_marts).rows if row[0] not in names -%}
        {%- do run_query(change_published_mart(
            row[0], 'drop table if exists marts.' ~ adapter.quote(row[0])
        )) -%}
    {%- endfor -%}
    {%- do run_query('delete from ' ~ published_marts) -%}
    {%- for name in names -%}
        {%- do run_query('insert into ' ~ published_marts ~ ' values (' ~ sql_text(name) ~ ')') -%}
    {%- endfor -%}
{% endmacro %}
