{% macro by_partition(strategy) -%}
    {%- do return('insert_overwrite' if target.type == 'spark' else strategy) -%}
{%- endmacro %}
