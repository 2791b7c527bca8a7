{#- A feature by its name, or else the entity's custom attribute of that name. -#}
{% macro rule_attribute(name, attributes) %}
    {%- if name in attributes -%}
        {%- do return(attributes[name]) -%}
    {%- endif -%}
    {%- do return({
        'column': 'custom_' ~ rule_identifier(name),
        'kind': 'custom',
        'data_type': 'varchar',
        'unit': 'text',
        'words': '',
    }) -%}
{% endmacro %}
