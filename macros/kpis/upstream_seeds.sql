{#- Adds to `seeds` every seed that stands anywhere above a node, and to `visited` every node. -#}
{% macro upstream_seeds(unique_id, seeds, visited) %}
    {%- if unique_id not in visited -%}
        {%- do visited.update({unique_id: true}) -%}
        {%- set node = graph.nodes.get(unique_id) -%}
        {%- if node and node.resource_type == 'seed' -%}
            {%- do seeds.update({node.name: node.checksum.checksum}) -%}
        {%- elif node -%}
            {%- for parent in node.depends_on.nodes -%}
                {%- do upstream_seeds(parent, seeds, visited) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
