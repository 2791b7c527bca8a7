{#- {delimiter, names} of a CSV file's first line, names in lower case; {problem} where there is no
    such line. The delimiter is the one of comma, semicolon, tab and bar that the line has most of
    (DuckDB). -#}
{% macro csv_header(table, file) %}
    {%- set first_line = fromjson(
        run_query('select first_line(' ~ sql_text(file) ~ ')').rows[0][0]
    ) -%}
    {%- if first_line.error -%}
        {%- do return({'problem': unreadable_file(table, [file], first_line.error)}) -%}
    {%- elif not first_line.line -%}
        {%- do return({'problem': table.name ~ ': the file ' ~ file ~ ' is empty. Expected: a line '
            ~ 'with the names of the columns. Write it, or remove the file.'}) -%}
    {%- endif -%}
    {%- set line = first_line.line -%}
    {%- set most = namespace(delimiter=',') -%}
    {%- for candidate in [';', '\t', '|'] if line.count(candidate) > line.count(most.delimiter) -%}
        {%- set most.delimiter = candidate -%}
    {%- endfor -%}
    {%- set names = [] -%}
    {%- set cell = '((?:"[^"]*"|[^"' ~ most.delimiter ~ '])*)[' ~ most.delimiter ~ ']' -%}
    {%- for name in modules.re.findall(cell, line ~ most.delimiter) -%}
        {%- do names.append(name | trim | replace('"', '') | trim | lower) -%}
    {%- endfor -%}
    {%- do return({'delimiter': most.delimiter, 'names': names}) -%}
{% endmacro %}
