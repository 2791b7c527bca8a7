{% macro json_text_at(json, path) -%}
    {%- set found = namespace(sql=json) -%}
    {%- for key in path -%}
        {%- set found.sql = '(' ~ json_text(found.sql, "'" ~ key ~ "'") | trim ~ ')' -%}
    {%- endfor -%}
    {%- do return(found.sql) -%}
{%- endmacro %}
