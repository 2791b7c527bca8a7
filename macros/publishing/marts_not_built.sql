{% macro marts_not_built(results) %}
    {%- set built = results | selectattr('status', 'equalto', 'success')
        | map(attribute='node.unique_id') | list -%}
    {%- set missing = [] -%}
    {%- for mart in mart_nodes() if mart.unique_id not in built -%}
        {%- do missing.append(mart.name) -%}
    {%- endfor -%}
    {%- do return(missing) -%}
{% endmacro %}
