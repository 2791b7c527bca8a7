{#- All rows of many queries. They are nested in groups: DuckDB plans a chain of hundreds in
    quadratic time. -#}
{% macro union_of(queries) -%}
    {%- set size = 25 -%}
    {%- for group in queries | batch(size) -%}
        {%- if queries | length > size %}
    select * from (
        {%- endif %}
    {{ group | join('\n    union all\n    ') }}
        {%- if queries | length > size %}
    ) as group_{{ loop.index }}
        {%- endif %}
    {{ 'union all' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
