{#- One value against the type of what it is compared with; YAML's own readings come first. -#}
{% macro check_value(value, test, name, kind, place, problems) %}
    {%- set is_text, is_number = value is string, value is number and value is not boolean -%}
    {%- set by_size = test in ('at_least', 'at_most', 'above', 'below', 'between') -%}
    {%- set wrong = namespace(because='') -%}
    {%- if value is none -%}
        {%- set wrong.because = 'nothing is given; to ask for a missing value use is_null: true' -%}
    {%- elif value is boolean and kind != 'boolean' and not (kind == 'custom' and not by_size) -%}
        {%- set wrong.because = 'found ' ~ shown(value) ~ ", but '" ~ name ~ "' is a " ~ kind
            ~ ': YAML reads NO, no, off, yes and on as true or false'
            ~ ('; quote it' if kind != 'number' else '') -%}
    {%- elif not (is_text or is_number or value is boolean) -%}
        {%- set wrong.because = 'found ' ~ shown(value)
            ~ (', which is a list' if value is sequence else
                ', which is not a single value' if value is mapping else
                ', which YAML reads as a date: quote it') -%}
    {%- elif is_number and value | string in ('nan', 'inf', '-inf') -%}
        {%- set wrong.because = 'found ' ~ shown(value) ~ '; expected a finite number' -%}
    {%- elif is_text and '\0' in value -%}
        {%- set wrong.because = 'the text holds a NUL character, which no database takes' -%}
    {%- elif kind == 'text' and not is_text -%}
        {%- set wrong.because = "'" ~ name ~ "' is a text: quote the number, '" ~ value ~ "'" -%}
    {%- elif kind == 'number' and not is_number -%}
        {%- set wrong.because = "'" ~ name ~ "' is a number, found the text " ~ shown(value) -%}
    {%- elif kind == 'boolean' and value is not boolean -%}
        {%- set wrong.because = "'" ~ name ~ "' is true or false, found " ~ shown(value) -%}
    {%- elif kind == 'date' and not (is_text and is_calendar_date(value)) -%}
        {%- set wrong.because = "'" ~ name ~ "' is a date: expected a quoted 'YYYY-MM-DD', found "
            ~ shown(value) -%}
    {%- elif kind == 'custom' and by_size and not is_number -%}
        {%- set wrong.because = '`' ~ test ~ '` compares by size: expected a number, found '
            ~ shown(value) -%}
    {%- endif -%}
    {%- do problems.append(place ~ ': ' ~ wrong.because) if wrong.because -%}
{% endmacro %}
