{#- What to say where the tables brought for a connector are another loader's of the same tool, in its
    place or in the place of that loader; none otherwise. -#}
{% macro other_shape(connector, input) %}
    {%- set tool = tool_of_connector(connector) -%}
    {%- set others = [] -%}
    {%- for connectors in connector_tables().values() -%}
        {%- for other in connectors
            if other != connector and other not in others and tool_of_connector(other) == tool -%}
            {%- do others.append(other) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set setting = '_SCHEMA' if input.place.startswith('schema') else '_DIR' -%}
    {%- for other in others -%}
        {%- set tables = contract_tables(other) -%}
        {%- for place in [connector, other] -%}
            {%- set theirs = find_input(tables, place) -%}
            {%- if theirs.tables and not contract_problems(tables, theirs) -%}
                {%- do return(
                    'the tables in the ' ~ theirs.place ~ ' are those of the connector ' ~ other
                    ~ '. Found: ' ~ theirs.tables.keys() | sort | join(', ') ~ '. Expected of '
                    ~ connector ~ ': '
                    ~ contract_tables(connector) | map(attribute='name') | join(', ')
                    ~ '. In vars.yml, write ' ~ other ~ ' instead of ' ~ connector
                    ~ ' under connectors'
                    ~ (', and set ' ~ other | upper ~ setting ~ ' to that place'
                       if place == connector else '') ~ '.'
                ) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
{% endmacro %}
