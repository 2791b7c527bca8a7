{#- Everything that is wrong with `connectors` in vars.yml, a sentence each. -#}
{% macro connector_problems() -%}
    {%- set chosen, sources = var('connectors', none), connector_tables() -%}
    {%- if chosen is not mapping -%}
        {%- do return([
            'connectors: expected a source and its connector each, such as {billing: stripe}, found '
            ~ shown(chosen)
        ]) -%}
    {%- endif -%}
    {%- set problems = [] -%}
    {%- for source, connector in chosen.items() -%}
        {%- if source not in sources -%}
            {%- do problems.append(
                'connectors: ' ~ shown(source) ~ ' is none of the sources '
                ~ sources | join(', ') ~ nearest_names(source, sources)
            ) -%}
        {%- else -%}
            {%- set valid = ['contract'] + sources[source] | list -%}
            {%- if connector is not string or connector not in valid -%}
                {%- do problems.append(
                    'connectors, ' ~ source ~ ': expected ' ~ valid | join(' or ') ~ ', found '
                    ~ shown(connector) ~ nearest_names(connector, valid)
                ) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set used = [] if problems else connectors_in_use() -%}
    {%- for connector in used if connector != tool_of_connector(connector)
        and tool_of_connector(connector) in used -%}
        {%- do problems.append(
            'connectors: ' ~ tool_of_connector(connector) ~ ' and ' ~ connector ~ ' are two shapes '
            ~ 'of the same tables. Expected: one of them for all sources'
        ) -%}
    {%- endfor -%}
    {%- do return(problems) -%}
{%- endmacro %}
