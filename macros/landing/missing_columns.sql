{#- Required columns that a table lacks. -#}
{% macro missing_columns(table, found) %}
    {%- set problems = [] -%}
    {%- for column in table.columns if column.is_required and column.name not in found.columns -%}
        {%- do problems.append(table.name ~ '.' ~ column.name ~ ': the required column is missing. '
            ~ 'Found: ' ~ found.columns.keys() | join(', ') ~ '. Expected: ' ~ column.name ~ ', '
            ~ type_in_words(column) ~ '. Add or rename the column.') -%}
    {%- endfor -%}
    {%- do return(problems) -%}
{% endmacro %}
