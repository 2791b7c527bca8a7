{% macro near_real_time_models() -%}
    {%- set found = [] -%}
    {%- for node in graph.nodes.values()
        if node.resource_type == 'model' and 'near_real_time' in node.tags -%}
        {%- do found.append(node.unique_id) -%}
    {%- endfor -%}
    {%- do return(found) -%}
{%- endmacro %}
