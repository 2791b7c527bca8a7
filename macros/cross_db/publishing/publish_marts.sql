{% macro publish_marts(marts) %}
    {%- do adapter.dispatch('publish_marts')(marts) -%}
{% endmacro %}


{% macro default__publish_marts(marts) %}{% endmacro %}


{% macro duckdb__publish_marts(marts) %}
    {%- set run = ref('int_run') -%}
    {%- set published = env_var('WAREHOUSE', 'warehouse.duckdb') -%}
    {%- set next_file = sql_text(published ~ '.next') -%}
    {%- set goes_on = open_next_file(published, next_file) -%}
    {%- for mart in marts -%}
        {%- if goes_on and can_renew_open_dates(mart) -%}
            {%- do renew_open_dates(mart) -%}
        {%- else -%}
            {%- do copy_mart(mart) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do run_query('create or replace table published_next.state.published_run as select '
                     ~ sql_text(invocation_id) ~ ' as run_id, as_of_date, '
                     ~ '(select count(*) from ' ~ erased_entities() ~ ') as erased_count from '
                     ~ run) -%}
    {%- do put_next_file_in_place(published, next_file) -%}
    {%- do log('Published ' ~ marts | length ~ ' marts to ' ~ published, info=true) -%}
{% endmacro %}


{% macro put_next_file_in_place(published, next_file) %}
    {%- do run_query('checkpoint published_next') -%}
    {%- do run_query('detach published_next') -%}
    {%- do run_query('select replace_file(' ~ next_file ~ ', ' ~ sql_text(published) ~ ')') -%}
{% endmacro %}


{% macro copy_mart(mart) %}
    {%- set name = adapter.quote(mart.alias) -%}
    {%- set copy = 'published_next.marts.' ~ name -%}
    {%- do run_query('drop view if exists published_next.main.' ~ name) -%}
    {%- do run_query('drop table if exists ' ~ copy) -%}
    {%- do run_query('create table ' ~ copy ~ ' as select * from marts.' ~ name) -%}
    {%- do run_query('create view published_next.main.' ~ name ~ ' as select * from marts.' ~ name) -%}
    {%- do run_query('comment on table ' ~ copy ~ ' is ' ~ sql_text(mart.description)) -%}
    {%- for column in mart.columns.values() -%}
        {%- do run_query('comment on column ' ~ copy ~ '.' ~ adapter.quote(column.name)
                         ~ ' is ' ~ sql_text(column.description)) -%}
    {%- endfor -%}
{% endmacro %}
