{#- The relation that a staging view of the contract reads: what was brought, or a connector's view
    with the contract's columns. -#}
{% macro input_table(source_name, table) -%}
    {%- set connector = connector_of(table) -%}
    {%- if connector == 'contract' -%}
        {%- do return(source(source_name, table)) -%}
    {%- endif -%}
    {%- do return(ref('stg_' ~ tool_of(table) ~ '__' ~ table)) -%}
{%- endmacro %}
