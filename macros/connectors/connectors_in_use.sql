{% macro connectors_in_use() -%}
    {%- set found = [] -%}
    {%- for connectors in connector_tables().values() -%}
        {%- for tables in connectors.values() -%}
            {%- for table in tables if connector_of(table) not in found + ['contract'] -%}
                {%- do found.append(connector_of(table)) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do return(found | sort) -%}
{%- endmacro %}
