{#- `connectors: all` builds nothing, it is the linter's: it sees those models alone that could be. -#}
{% macro supplies(connector, table=none) -%}
    {%- if var('connectors', none) == 'all' -%}
        {%- do return(true) -%}
    {%- endif -%}
    {%- set chosen = [connector_of(table)] if table else connectors_in_use() -%}
    {%- for one in chosen if connector in [one, tool_of_connector(one)] -%}
        {%- do return(true) -%}
    {%- endfor -%}
    {%- do return(false) -%}
{%- endmacro %}
