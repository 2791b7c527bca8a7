{#- The features of an entity that any model may read: point in time, and no dates. -#}
{% macro trainable_features(entity) %}
    {%- set attributes = rule_attributes(entity) -%}
    {%- set features = [] -%}
    {%- for feature in registered_features()
        if feature['entity'] == entity and feature['is_point_in_time']
        and feature['feature'] in attributes and attributes[feature['feature']]['kind'] != 'date' -%}
        {%- do features.append({
            'feature': feature['feature'],
            'version': feature['version'],
            'data_type': 'category' if attributes[feature['feature']]['kind'] == 'text'
                else 'number',
            'kind': attributes[feature['feature']]['kind'],
            'is_representation': feature['mart'] == 'fct_account_representations',
            'unit': feature['unit'],
            'category': feature['category'],
        }) -%}
    {%- endfor -%}
    {%- do return(features | sort(attribute='feature')) -%}
{% endmacro %}
