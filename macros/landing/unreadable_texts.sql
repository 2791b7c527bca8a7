{#- Columns of texts of which none is a value, and lines of CSV files that do not fall into columns:
    one pass over the table, and none where every column has a fitting type (DuckDB). -#}
{% macro unreadable_texts(table, found, columns) %}
    {%- set problems = [] -%}
    {%- set measures = ['count(*)'] -%}
    {%- for column in columns -%}
        {%- set cell = found.columns[column.name] -%}
        {%- set text = 'cast(' ~ cell.sql ~ ' as varchar)' -%}
        {%- do measures.append('count(' ~ read_as(cell.sql, cell.type, column) ~ ')') -%}
        {%- do measures.append('min(' ~ text ~ ') filter (where trim(' ~ text ~ ") <> '')") -%}
    {%- endfor -%}
    {#- cells that nothing asks for are not decoded, and would not be found broken -#}
    {%- for name in found.columns if found.tolerant_from -%}
        {%- if name in table.columns | map(attribute='name') -%}
            {%- do measures.append('count(' ~ found.columns[name].sql ~ ')') -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if columns or found.tolerant_from -%}
        {%- set queries = ['select ' ~ measures | join(', ') ~ ' from '
            ~ (found.tolerant_from or found.from)] -%}
        {%- if found.tolerant_from -%}
            {%- do queries.append(broken_lines_query()) -%}
        {%- endif -%}
        {%- set outcome = try_queries(queries) -%}
        {%- if outcome.error -%}
            {%- do return([unreadable_file(table, found.files, outcome.error)]) -%}
        {%- endif -%}
        {%- for column in columns -%}
            {%- set readable = outcome.results[0][0][2 * loop.index - 1] -%}
            {%- set example = outcome.results[0][0][2 * loop.index] -%}
            {%- if readable == 0 and example is not none -%}
                {%- do problems.append(table.name ~ '.' ~ column.name ~ ': no cell of the column can '
                    ~ "be read. Found: '" ~ example[:100] ~ "'. Expected: "
                    ~ type_in_words(column) ~ '. Convert the column before you hand it over.') -%}
            {%- endif -%}
        {%- endfor -%}
        {%- do problems.extend(broken_lines(table, outcome.results[1] or [])) -%}
    {%- endif -%}
    {%- do return(problems) -%}
{% endmacro %}
