{#- A table that is brought as CSV files: how to read it, its columns, and what is wrong with the
    files (DuckDB). Headers are read here and rows strictly by them: a reader that guesses takes a
    broken line for another dialect, and one that ignores errors loses good rows beside broken
    ones. Files of a folder may differ in their headers. -#}
{% macro csv_input(table, files) %}
    {%- set input = {'columns': {}, 'problems': [], 'files': files} -%}
    {%- set headers = {} -%}
    {%- for file in files -%}
        {%- set header = csv_header(table, file) -%}
        {%- if header.problem -%}
            {%- do input.problems.append(header.problem) -%}
        {%- else -%}
            {%- do headers.setdefault(header | string, {'header': header, 'files': []})
                .files.append(file) -%}
            {%- for name in header.names -%}
                {%- do input.columns.update({name: {'sql': adapter.quote(name), 'type': 'VARCHAR'}}) -%}
            {%- endfor -%}
            {%- do input.problems.extend(repeated_names(table, file, header.names)) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set names = table.columns | map(attribute='name') | select('in', input.columns) | list -%}
    {%- set strict = [] -%}
    {%- set tolerant = [] -%}
    {%- for group in headers.values() -%}
        {%- do strict.append(csv_select(group, names)) -%}
        {%- do tolerant.append(csv_select(group, names, keeps_rejects=true)) -%}
    {%- endfor -%}
    {%- if not input.problems -%}
        {%- do input.update({
            'from': '(' ~ strict | join(' union all ') ~ ') as files',
            'tolerant_from': '(' ~ tolerant | join(' union all ') ~ ') as files'
        }) -%}
    {%- endif -%}
    {%- do return(input) -%}
{% endmacro %}


{% macro repeated_names(table, file, names) %}
    {%- set problems = [] -%}
    {%- for column in table.columns if names.count(column.name) > 1 -%}
        {%- do problems.append(table.name ~ '.' ~ column.name ~ ': the file ' ~ file ~ ' has the column '
            ~ names.count(column.name) ~ ' times. Expected: once. Rename or remove the others.') -%}
    {%- endfor -%}
    {%- do return(problems) -%}
{% endmacro %}
