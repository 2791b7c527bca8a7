{% macro connector_of(table) -%}
    {%- set chosen = var('connectors', none) -%}
    {%- set chosen = chosen if chosen is mapping else {} -%}
    {%- for source, connectors in connector_tables().items() -%}
        {%- if table in connectors.get(chosen.get(source) | string, []) -%}
            {%- do return(chosen[source]) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return('contract') -%}
{%- endmacro %}
