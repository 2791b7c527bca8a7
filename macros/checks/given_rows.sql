{% macro given_rows(types, rows) -%}
    {%- for row in rows %}
    select
        {%- for name, type in types.items() %}
        {%- set value = row[loop.index0] %}
        cast(
            {{- 'null' if value is none else sql_text(value) if value is string else value }} as {{ type -}}
        ) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
