{% macro prepare_state() %}
    {%- if execute -%}
        {%- do adapter.create_schema(state_relation('successful_runs')) -%}
        {%- do run_query('create table if not exists ' ~ state_relation('successful_runs') ~ ' ('
            ~ 'run_number bigint, run_id varchar(64), selector varchar(200), '
            ~ 'as_of_date date, received_through timestamp)') -%}
        {%- do run_query('create table if not exists ' ~ state_relation('full_refreshes') ~ ' ('
            ~ 'run_id varchar(64), voids_through_run_number bigint)') -%}
        {%- do run_query('create table if not exists ' ~ state_relation('erasures') ~ ' ('
            ~ 'run_id varchar(64), erased_count bigint)') -%}
        {%- do run_query('create table if not exists ' ~ state_relation('reopened_days') ~ ' ('
            ~ 'event_day date, erased_count bigint)') -%}
        {%- if flags.FULL_REFRESH and not models_left_out(selected_resources) -%}
            {%- do run_query(
                'insert into ' ~ state_relation('full_refreshes')
                ~ ' select ' ~ sql_text(invocation_id) ~ ', max(run_number)'
                ~ ' from ' ~ state_relation('successful_runs')
                ~ ' having max(run_number) is not null'
            ) -%}
        {%- endif -%}
        {%- do commit_hook() -%}
    {%- endif -%}
{% endmacro %}
