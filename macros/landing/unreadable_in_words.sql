{#- SQL of `column: 'text' is not a timestamp` for a cell that holds something but gives no value. -#}
{% macro unreadable_in_words(cell, value, column) %}
    {%- set words = {'timestamp': 'a timestamp', 'date': 'a date', 'boolean': 'true or false',
                     'integer': 'a whole number', 'bigint': 'a whole number'} -%}
    {%- set text = "cast(" ~ cell.sql ~ " as varchar)" -%}
    {%- set ending = "' is not " ~ words.get(column.type, 'a number') -%}
    {%- do return("case when trim(" ~ text ~ ") <> '' and " ~ value ~ " is null then concat("
        ~ sql_text(column.name ~ ": '") ~ ", substr(" ~ text ~ ", 1, 100), " ~ sql_text(ending)
        ~ ") end") -%}
{% endmacro %}
