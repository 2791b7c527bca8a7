{#- Whether a column of the found type can hold what the contract's column holds. -#}
{% macro can_read(found_type, column) %}
    {%- set family = type_family(found_type) -%}
    {%- set times = ['text', 'timestamp', 'instant', 'date'] -%}
    {%- set numbers = ['text', 'whole', 'decimal', 'float'] -%}
    {%- set readable = {
        'timestamp': times, 'date': times, 'boolean': ['text', 'boolean', 'whole'],
        'varchar': times + numbers + ['boolean']
    } -%}
    {%- if column.is_json -%}
        {%- do return(family in ['text', 'nested']) -%}
    {%- elif column.in_seconds -%}
        {%- do return(family in times + numbers) -%}
    {%- endif -%}
    {%- do return(family in readable.get(column.type, numbers)) -%}
{% endmacro %}
