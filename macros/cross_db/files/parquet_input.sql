{#- A table that is brought as Parquet files: how to read it, its columns, and what is wrong (DuckDB). -#}
{% macro parquet_input(table, files) %}
    {%- set source = 'read_parquet(' ~ file_list(files) ~ ', union_by_name = true)' -%}
    {%- set described = try_queries(['describe select * from ' ~ source]) -%}
    {%- if described.error -%}
        {%- do return({'problems': [unreadable_file(table, files, described.error)]}) -%}
    {%- endif -%}
    {%- set columns = {} -%}
    {%- for row in described.results[0] -%}
        {%- do columns.setdefault(
            row[0] | lower | trim, {'sql': adapter.quote(row[0]), 'type': row[1] | upper}
        ) -%}
    {%- endfor -%}
    {%- do return({'problems': [], 'from': source, 'files': files, 'columns': columns}) -%}
{% endmacro %}


{% macro unreadable_file(table, files, error) %}
    {%- set place = files[0] if files | length == 1 else 'one of the ' ~ files | length ~ ' files' -%}
    {%- if 'state machine reached an invalid state' in error -%}
        {%- set error = 'lines that end in different ways (LF here, CRLF there)' -%}
    {%- endif -%}
    {%- do return(table.name ~ ': ' ~ place ~ ' cannot be read. Found: ' ~ error | trim('.') ~ '. Expected: a '
        ~ 'whole Parquet file (.parquet) or a text file in UTF-8 (.csv, .csv.gz) that this user may '
        ~ 'read. Replace the file.') -%}
{% endmacro %}
