{% macro adopt_marts() %}
    {%- if execute -%}
        {%- do adapter.dispatch('adopt_marts')() -%}
    {%- endif -%}
{% endmacro %}


{% macro default__adopt_marts() %}{% endmacro %}


{#- Marts that keep history stood in the readers' schema before they were built beside it. -#}
{% macro postgres__adopt_marts() %}
    {%- set place = building_schema('marts') -%}
    {%- set names = mart_nodes() | map(attribute='alias') | list -%}
    {%- if not columns_of_marts(place) -%}
        {%- do run_query('begin') -%}
        {%- for name in columns_of_marts('marts') if name in names -%}
            {%- set relation = api.Relation.create(target.database, place, name, type='table') -%}
            {%- do run_query('create schema if not exists ' ~ place) -%}
            {%- do run_query('create table ' ~ relation ~ ' as select * from marts.'
                             ~ adapter.quote(name)) -%}
            {%- do adapter.cache_added(relation) -%}
        {%- endfor -%}
        {%- do commit_hook() -%}
    {%- endif -%}
{% endmacro %}


{% macro spark__adopt_marts() %}
    {%- set place = building_schema('marts') -%}
    {%- if run_query("show schemas like 'marts'").rows -%}
        {%- do run_query('create schema if not exists ' ~ place) -%}
        {%- set found = [] if columns_by_table_of(place) else tables_among_views('marts') -%}
        {%- for mart in mart_nodes() if mart.alias in found -%}
            {%- do create_copy(mart, place ~ '.' ~ mart.alias, 'marts') -%}
            {%- do adapter.cache_added(api.Relation.create(none, place, mart.alias, type='table')) -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}


{% macro tables_among_views(schema) %}
    {%- set views = run_query('show views in ' ~ schema).columns['viewName'].values() -%}
    {%- set tables = [] -%}
    {%- for row in run_query('show tables in ' ~ schema).rows if row[1] not in views -%}
        {%- do tables.append(row[1]) -%}
    {%- endfor -%}
    {%- do return(tables) -%}
{% endmacro %}
