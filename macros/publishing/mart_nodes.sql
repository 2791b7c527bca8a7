{% macro mart_nodes() %}
    {%- set marts = [] -%}
    {%- for node in graph.nodes.values()
        if node.resource_type == 'model' and node.config.schema == 'marts' -%}
        {%- do marts.append(node) -%}
    {%- endfor -%}
    {%- do return(marts) -%}
{% endmacro %}
