{% macro value_in_template(attribute, name) %}
    {%- set words = attribute['words'] or name ~ ' {value}' -%}
    {%- set column = attribute['column'] -%}
    {%- if attribute['kind'] == 'boolean' and '|' in words -%}
        {%- do return(
            'case when ' ~ column ~ ' then ' ~ sql_text(words.split('|')[0])
            ~ ' when not ' ~ column ~ ' then ' ~ sql_text(words.split('|')[1]) ~ ' end'
        ) -%}
    {%- endif -%}
    {%- set pieces = [] -%}
    {%- for piece in words.split('{value}') -%}
        {%- do pieces.append(sql_text(piece)) if piece -%}
        {%- do pieces.append(value_words(column, attribute)) if not loop.last -%}
    {%- endfor -%}
    {%- do return(pieces | join(' || ')) -%}
{% endmacro %}
