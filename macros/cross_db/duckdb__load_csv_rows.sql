{#- The rows of a seed, read from its file. In dbt-duckdb's own macro a quote within the project's path
    ends the path's text, and what follows is run; and a text of many quotes has the file taken for
    another dialect. -#}
{% macro duckdb__load_csv_rows(model, agate_table) -%}
    {%- set copy -%}
        copy {{ this }} from {{ sql_text(file_pattern(adapter.get_seed_file_path(model))) }}
        (format csv, auto_detect false, header true, delim ',', quote '"', escape '"')
    {%- endset -%}
    {%- do adapter.add_query(copy, abridge_sql_log=true) -%}
    {%- do return(copy) -%}
{%- endmacro %}
