{#- Files of a folder by table and kind: {table: {parquet: [path], csv: [path]}} (DuckDB). -#}
{% macro input_files(folder) %}
    {%- set folder_pattern = file_pattern(folder.rstrip('/')) -%}
    {%- set found -%}
        select replace(file, '\', '/') as file
        from (
            select file from glob({{ sql_text(folder_pattern ~ '/*') }})
            union all
            select file from glob({{ sql_text(folder_pattern ~ '/*/*') }})
        ) as files
        where regexp_matches(lower(file), '\.(parquet|csv|csv\.gz)$')
        order by file
    {%- endset -%}
    {%- set files = {} -%}
    {%- for row in run_query(found).rows -%}
        {%- set inside = row[0][folder.rstrip('/') | length + 1:].split('/') -%}
        {%- set table = (inside[0] if inside | length > 1 else inside[0].split('.')[0]) | lower -%}
        {%- set kind = 'parquet' if row[0].lower().endswith('.parquet') else 'csv' -%}
        {%- do files.setdefault(table, {'parquet': [], 'csv': []})[kind].append(row[0]) -%}
    {%- endfor -%}
    {%- do return(files) -%}
{% endmacro %}
