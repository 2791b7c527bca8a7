{% macro adopt_marts() %}
    {%- if execute and flags.WHICH in ['build', 'run', 'retry'] -%}
        {%- do adapter.dispatch('adopt_marts')() -%}
    {%- endif -%}
{% endmacro %}


{% macro default__adopt_marts() %}{% endmacro %}


{#- Marts that keep history stood in the readers' schema before they were built beside it. -#}
{% macro postgres__adopt_marts() %}
    {%- set place = building_schema('marts') -%}
    {%- set names = mart_nodes() | map(attribute='alias') | list -%}
    {%- if not columns_of_marts(place) -%}
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
