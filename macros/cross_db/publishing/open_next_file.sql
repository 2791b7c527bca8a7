{#- Attaches the file that will be published as published_next. Returns whether it already holds the
    marts as the last successful run left them; else it is empty. -#}
{% macro open_next_file(published, next_file) %}
    {%- set run = ref('int_run') -%}
    {%- do run_query('select remove_file(' ~ next_file ~ ')') -%}
    {%- if not erasure_is_due()
        and run_query('select previous_as_of_date from ' ~ run).rows[0][0] is not none -%}
        {%- do run_query('select copy_file(' ~ sql_text(published) ~ ', ' ~ next_file ~ ')') -%}
    {%- endif -%}
    {%- do run_query('attach ' ~ next_file ~ ' as published_next') -%}
    {%- set bears_its_run = run_query(
        "select count(*) from duckdb_tables() where database_name = 'published_next'"
        ~ " and schema_name = 'state' and table_name = 'published_run'"
    ).rows[0][0] > 0 -%}
    {%- if bears_its_run and run_query(
        "select (select max(run_id) from published_next.state.published_run) = ("
        ~ "select max_by(run_id, run_number) from " ~ state_relation('successful_runs')
        ~ " where selector = 'daily')"
    ).rows[0][0] -%}
        {%- do return(true) -%}
    {%- endif -%}
    {%- do run_query('detach published_next') -%}
    {%- do run_query('select remove_file(' ~ next_file ~ ')') -%}
    {%- do run_query('attach ' ~ next_file ~ ' as published_next') -%}
    {%- do run_query('create schema published_next.marts') -%}
    {%- do run_query('create schema published_next.state') -%}
    {%- do return(false) -%}
{% endmacro %}
