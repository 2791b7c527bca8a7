{#- Adds to `tables` the input tables whose checked rows a node is built on, and to `visited` every
    node on the way. What a table was checked against is not followed, nor the dates of the run,
    nor exchange rates, without which nothing becomes unknown. -#}
{% macro upstream_tables(unique_id, tables, visited) %}
    {%- if unique_id not in visited -%}
        {%- do visited.update({unique_id: true}) -%}
        {%- set node = graph.nodes.get(unique_id) -%}
        {%- if node and node.name.startswith('int_') and node.name.endswith('_checked') -%}
            {%- if node.name != 'int_exchange_rates_checked' -%}
                {%- do tables.update({node.name[4:-8]: true}) -%}
            {%- endif -%}
        {%- elif node and not (node.fqn[-2] == 'run' or node.name.endswith('_as_of_dates')
            or node.name == 'int_recorded_since') -%}
            {%- for parent in node.depends_on.nodes -%}
                {%- do upstream_tables(parent, tables, visited) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
