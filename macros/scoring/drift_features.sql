{#- The features that a model may read, where their values stand: representations that no rule or
    model names aren't joined. -#}
{% macro drift_features(entity) %}
    {%- set features, named = [], named_representations() -%}
    {%- for feature in trainable_features(entity)
        if not feature['is_representation'] or feature['feature'] in named -%}
        {%- do features.append(feature) -%}
    {%- endfor -%}
    {%- do return(features) -%}
{% endmacro %}
