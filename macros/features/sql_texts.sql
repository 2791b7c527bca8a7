{% macro sql_texts(values) -%}
    {%- set literals = [] -%}
    {%- for value in values -%}
        {%- do literals.append(sql_text(value)) -%}
    {%- endfor -%}
    {%- do return('(' ~ (literals | join(', ') or 'null') ~ ')') -%}
{%- endmacro %}
