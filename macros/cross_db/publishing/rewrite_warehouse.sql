{#- Leaves nothing behind of rows that were deleted. -#}
{% macro rewrite_warehouse() %}
    {%- do adapter.dispatch('rewrite_warehouse')() -%}
{% endmacro %}


{#- PostgreSQL needs VACUUM FULL for that, which locks tables: docs/privacy.md. -#}
{% macro default__rewrite_warehouse() %}{% endmacro %}


{#- DuckDB keeps what was deleted in its file until the block is needed again. -#}
{% macro duckdb__rewrite_warehouse() %}
    {%- set work_file = target.path -%}
    {%- set next_file = sql_text(work_file ~ '.next') -%}
    {%- do run_query('select remove_file(' ~ next_file ~ ')') -%}
    {%- do run_query('checkpoint') -%}
    {%- do run_query('attach ' ~ next_file ~ ' as rewritten') -%}
    {%- do run_query('copy from database ' ~ adapter.quote(target.database) ~ ' to rewritten') -%}
    {%- do run_query('checkpoint rewritten') -%}
    {%- do run_query('detach rewritten') -%}
    {%- do run_query('select replace_file(' ~ next_file ~ ', ' ~ sql_text(work_file) ~ ')') -%}
{% endmacro %}


{#- Spark's files are written anew by each deletion. What was published before goes at once, not only when
    the next publication but one does. -#}
{% macro spark__rewrite_warehouse() %}
    {%- set numbers, copies, kept = published_numbers(), columns_by_table_of('marts_published'), [] -%}
    {%- for mart in mart_nodes() if numbers -%}
        {%- set number = numbers[kind_of_mart(mart)] -%}
        {%- do show_mart(mart, number) -%}
        {%- do kept.append(mart.alias ~ '__' ~ number) -%}
    {%- endfor -%}
    {%- if numbers -%}
        {%- do drop_older_copies(mart_nodes(), copies, kept) -%}
    {%- endif -%}
{% endmacro %}
