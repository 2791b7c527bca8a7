{#- Columns that cannot be read at all: of a type that holds no such values, or of texts none of
    which is one. (One bad text among good ones is a bad row, not a bad column.) Columns of a
    strange type without any value count as empty. -#}
{% macro unreadable_columns(table, found) %}
    {%- set problems = [] -%}
    {%- set texts = [] -%}
    {%- for column in table.columns if column.name in found.columns -%}
        {%- set cell = found.columns[column.name] -%}
        {%- if can_read(cell.type, column) -%}
            {%- if can_fail(cell.type, column) -%}
                {%- do texts.append(column) -%}
            {%- endif -%}
        {%- elif holds_nothing(found, cell) -%}
            {%- do cell.update({'is_all_null': true}) -%}
        {%- else -%}
            {%- do problems.append(table.name ~ '.' ~ column.name ~ ': the column cannot be read. '
                ~ 'Found: the type ' ~ cell.type ~ '. Expected: ' ~ type_in_words(column)
                ~ '. Convert the column before you hand it over.') -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do problems.extend(unreadable_texts(table, found, texts)) -%}
    {%- do return(problems) -%}
{% endmacro %}


{% macro holds_nothing(found, cell) %}
    {%- set counted = try_queries(['select count(' ~ cell.sql ~ ') from ' ~ found.from]) -%}
    {%- do return(not counted.error and counted.results[0][0][0] == 0) -%}
{% endmacro %}
