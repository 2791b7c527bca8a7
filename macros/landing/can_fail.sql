{#- Whether a single cell of a readable column may still hold no value of the contract's type, so
    that each cell must be looked at. A column of a fitting type costs nothing. -#}
{% macro can_fail(found_type, column) %}
    {%- set family = type_family(found_type) -%}
    {%- if column.type == 'varchar' or column.is_json -%}
        {%- do return(false) -%}
    {%- elif column.type in ['timestamp', 'date'] -%}
        {%- do return(family not in ['timestamp', 'instant', 'date']) -%}
    {%- elif column.type == 'boolean' -%}
        {%- do return(family != 'boolean') -%}
    {%- endif -%}
    {%- set small = ['TINYINT', 'SMALLINT', 'INTEGER', 'INT', 'UTINYINT', 'USMALLINT'] -%}
    {%- set same = column.type | replace(' ', '') | upper -%}
    {%- set found = found_type | replace(' ', '') | replace('DECIMAL', 'NUMERIC') -%}
    {%- do return(found not in small + [same]
                  + (['BIGINT', 'UINTEGER'] if column.type == 'bigint' else [])) -%}
{% endmacro %}
