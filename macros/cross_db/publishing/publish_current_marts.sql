{% macro publish_current_marts(marts) %}
    {%- do adapter.dispatch('publish_current_marts')(marts) -%}
{% endmacro %}


{% macro default__publish_current_marts(marts) %}{% endmacro %}


{% macro duckdb__publish_current_marts(marts) %}
    {%- set published = env_var('WAREHOUSE', 'warehouse.duckdb') -%}
    {%- set next_file = sql_text(published ~ '.next') -%}
    {%- do run_query('select remove_file(' ~ next_file ~ ')') -%}
    {%- set copied = run_query(
        'select copy_file(' ~ sql_text(published) ~ ', ' ~ next_file ~ ')'
    ).rows[0][0] -%}
    {%- if copied is none -%}
        {%- do log('Not published: ' ~ published ~ ' does not exist yet. `dbt build` makes it.',
                   info=true) -%}
    {%- else -%}
        {%- do run_query('attach ' ~ next_file ~ ' as published_next') -%}
        {%- for mart in marts -%}
            {%- do copy_mart(mart) -%}
        {%- endfor -%}
        {%- do put_next_file_in_place(published, next_file) -%}
        {%- do log('Published ' ~ marts | length ~ ' marts anew to ' ~ published, info=true) -%}
    {%- endif -%}
{% endmacro %}


{% macro postgres__publish_current_marts(marts) %}
    {%- if not columns_of_marts('marts') -%}
        {%- do log('Not published: nothing is published yet. `dbt build` does that.', info=true) -%}
    {%- else -%}
        {%- do run_query('begin') -%}
        {%- do renew_published_marts(marts, false) -%}
        {%- do commit_hook() -%}
        {%- do log('Published ' ~ marts | length ~ ' marts anew to the schema marts', info=true) -%}
    {%- endif -%}
{% endmacro %}


{% macro spark__publish_current_marts(marts) %}
    {%- if 'near_real_time' not in published_numbers() -%}
        {%- do log('Not published: nothing is published yet. `dbt build` does that.', info=true) -%}
    {%- else -%}
        {%- do switch_marts(marts) -%}
        {%- do log('Published ' ~ marts | length ~ ' marts anew to the schema marts', info=true) -%}
    {%- endif -%}
{% endmacro %}
