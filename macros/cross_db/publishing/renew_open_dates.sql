{#- Of a mart that is large and changes by date alone, only the dates of this run are published anew
    (`meta: published_by` names the column, `published_dates` the model that has them where these
    aren't the open as-of dates). -#}
{% macro renew_open_dates(mart, built, published) %}
    {%- set open_dates = ref(mart.config.meta.get('published_dates', 'int_open_as_of_dates')) -%}
    {%- set column = mart.config.meta.published_by -%}
    {%- set is_open = column ~ ' in (select ' ~ column ~ ' from ' ~ open_dates ~ ')' -%}
    {%- do run_query('delete from ' ~ published ~ ' where ' ~ is_open
                     ~ ' or ' ~ column ~ ' not in (select ' ~ column ~ ' from ' ~ built ~ ')') -%}
    {%- do insert_rows(mart, built, published, is_open) -%}
    {%- do return(run_query('select (select count(*) from ' ~ published ~ ') = (select count(*) from '
                            ~ built ~ ')').rows[0][0]) -%}
{% endmacro %}


{% macro can_renew_open_dates(mart) %}
    {%- if 'published_by' not in mart.config.meta -%}
        {%- do return(false) -%}
    {%- endif -%}
    {%- set columns_of = "(select string_agg(column_name || data_type, ',' order by column_index)"
        ~ " from duckdb_columns() where schema_name = 'marts' and table_name = "
        ~ sql_text(mart.alias) ~ ' and database_name = ' -%}
    {%- do return(run_query(
        'select ' ~ columns_of ~ "'published_next') = " ~ columns_of ~ 'current_database())'
    ).rows[0][0]) -%}
{% endmacro %}


{% macro insert_rows(mart, built, published, condition='true') %}
    {%- set columns = [] -%}
    {%- for name in mart.columns -%}
        {%- do columns.append(adapter.quote(name)) -%}
    {%- endfor -%}
    {%- set columns = columns | join(', ') -%}
    {%- do run_query('insert into ' ~ published ~ ' (' ~ columns ~ ') select ' ~ columns
                     ~ ' from ' ~ built ~ ' where ' ~ condition) -%}
{% endmacro %}
