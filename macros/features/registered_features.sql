{% macro registered_features() %}
    {%- set features = [] -%}
    {%- for node in graph.get('nodes', {}).values()
        if node.resource_type == 'model' and node.config.meta.get('feature_entity') -%}
        {%- for column in node.columns.values() if column.config.meta.get('version') -%}
            {%- set meta = column.config.meta -%}
            {%- do features.append({
                'feature': column.name,
                'entity': node.config.meta['feature_entity'],
                'category': meta.get('category', node.config.meta['feature_category']),
                'version': meta['version'],
                'description': column.description,
                'data_type': column.data_type,
                'unit': meta.get('unit', ''),
                'null_means': meta['null_means'],
                'is_point_in_time': meta['is_point_in_time'],
                'history': meta.get('history', ''),
                'mart': node.config.meta.get(
                    'feature_mart', 'fct_' ~ node.config.meta['feature_entity'] ~ '_features'
                ),
                'represented_by': meta.get('represented_by', ''),
                'built_by': node.name
            }) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do return(features) -%}
{% endmacro %}
