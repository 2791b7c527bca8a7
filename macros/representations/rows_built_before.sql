{#- What an earlier run left in a mart that is built later in this one; nothing before the first. -#}
{% macro rows_built_before(mart, columns, schema='marts') %}
    {%- set relation = adapter.get_relation(target.database, schema, mart) if execute -%}
    select
        {%- for name, type in columns.items() %}
        {{ name if relation else 'cast(null as ' ~ type ~ ')' }} as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    {%- if relation %}
    from {{ relation }}
    {%- else %}
    where 1 = 0
    {%- endif %}
{% endmacro %}
