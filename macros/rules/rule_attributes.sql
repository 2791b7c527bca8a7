{% macro rule_attributes(entity) %}
    {%- set kinds = {
        'varchar': 'text', 'text': 'text', 'string': 'text', 'char': 'text',
        'boolean': 'boolean', 'bool': 'boolean', 'date': 'date', 'timestamp': 'date',
    } -%}
    {%- set attributes = {} -%}
    {%- for node in graph.get('nodes', {}).values()
        if node.resource_type == 'model' and node.config.meta.get('feature_entity') == entity -%}
        {%- for column in node.columns.values() if column.config.meta.get('version') -%}
            {%- set data_type = (column.data_type or 'varchar') | lower -%}
            {%- do attributes.update({column.name: {
                'column': column.name,
                'kind': kinds.get(data_type.split('(')[0] | trim, 'number'),
                'data_type': data_type,
                'unit': column.config.meta.get('unit', ''),
                'words': column.config.meta.get('words', ''),
            }}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do attributes.update(learned_attributes(entity)) -%}
    {%- do attributes.update(review_attributes(entity)) -%}
    {%- do return(attributes) -%}
{% endmacro %}
