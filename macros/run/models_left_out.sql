{% macro models_left_out(unique_ids) -%}
    {%- set left_out = [] -%}
    {%- for node in graph.nodes.values()
        if node.resource_type == 'model' and node.unique_id not in unique_ids -%}
        {%- do left_out.append(node.name) -%}
    {%- endfor -%}
    {%- do return(left_out) -%}
{%- endmacro %}
