{#- {delimiter, names} of a CSV file's first line, names in lower case; {problem} where there is no
    such line. The delimiter is the one of comma, semicolon, tab and bar that the line has most of
    (DuckDB). -#}
{% macro csv_header(table, file) %}
    {%- set first_line -%}
        select line
        from read_csv(
            {{ file_list([file]) }}, columns = {'line': 'varchar'}, auto_detect = false,
            header = false, delim = chr(1), quote = '', escape = '', ignore_errors = true
        )
        limit 1
    {%- endset -%}
    {%- set outcome = try_queries([first_line]) -%}
    {%- if outcome.error -%}
        {%- do return({'problem': unreadable_file(table, [file], outcome.error)}) -%}
    {%- elif not outcome.results[0] or not outcome.results[0][0][0] -%}
        {%- do return({'problem': table.name ~ ': the file ' ~ file ~ ' is empty. Expected: a line '
            ~ 'with the names of the columns. Write it, or remove the file.'}) -%}
    {%- endif -%}
    {%- set line = outcome.results[0][0][0] -%}
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
