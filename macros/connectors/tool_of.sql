{#- `stripe` for `stripe` and `stripe_airbyte`: two shapes of one tool's tables. -#}
{% macro tool_of(table) -%}
    {%- do return(tool_of_connector(connector_of(table))) -%}
{%- endmacro %}


{% macro tool_of_connector(connector) -%}
    {%- do return(connector.split('_airbyte')[0]) -%}
{%- endmacro %}
