{% macro publish_marts(marts) %}
    {%- do adapter.dispatch('publish_marts')(marts) -%}
{% endmacro %}


{% macro default__publish_marts(marts) %}{% endmacro %}


{% macro duckdb__publish_marts(marts) %}
    {%- set run = ref('int_run') -%}
    {%- set published = env_var('WAREHOUSE', 'warehouse.duckdb') -%}
    {%- set next_file = sql_text(published ~ '.next') -%}
    {%- set goes_on = open_next_file(published, next_file) -%}
    {%- do drop_retired_marts(marts) -%}
    {%- for mart in marts -%}
        {%- set name = adapter.quote(mart.alias) -%}
        {%- if not (goes_on and can_renew_open_dates(mart)
            and renew_open_dates(mart, 'marts.' ~ name, 'published_next.marts.' ~ name)) -%}
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


{#- One transaction: a reader's query, or all queries of a reader's own transaction at the isolation
    level repeatable read, see the marts as they were before it or after it. -#}
{% macro postgres__publish_marts(marts) %}
    {%- set run = ref('int_run') -%}
    {%- set published_run = state_relation('published_run') -%}
    {#- dbt-postgres has each statement commit itself (`autocommit`) unless told otherwise. -#}
    {%- do run_query('begin') -%}
    {%- do run_query('create schema if not exists marts') -%}
    {%- do run_query('create table if not exists ' ~ published_run
                     ~ ' (run_id varchar(64), as_of_date date)') -%}
    {%- set goes_on = run_query(
        'select exists (select 1 from ' ~ run ~ ' where previous_as_of_date is not null) and ('
        ~ 'select max(run_id) from ' ~ published_run ~ ') = (select run_id from '
        ~ state_relation('successful_runs') ~ " where selector = 'daily'"
        ~ ' order by run_number desc limit 1)'
    ).rows[0][0] -%}
    {%- do renew_published_marts(marts, goes_on) -%}
    {%- do drop_retired_marts(marts) -%}
    {%- do run_query('delete from ' ~ published_run) -%}
    {%- do run_query('insert into ' ~ published_run ~ ' select ' ~ sql_text(invocation_id)
                     ~ ', as_of_date from ' ~ run) -%}
    {%- do commit_hook() -%}
    {%- do log('Published ' ~ marts | length ~ ' marts to the schema marts', info=true) -%}
{% endmacro %}


{#- Parquet has no transactions. All marts are copied, and one view that says which copies are read,
    replaced in one step, shows readers all of them at once. -#}
{% macro spark__publish_marts(marts) %}
    {%- do switch_marts(marts) -%}
    {%- do log('Published ' ~ marts | length ~ ' marts to the schema marts', info=true) -%}
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
