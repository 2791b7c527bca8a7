{#- The features that a model may learn from, in the order of their registry: point in time, a
    number, a text or yes and no; representations only where it names them. A model of look-alikes is
    not told what the segment's own rule reads, or it would learn the rule. -#}
{% macro model_features(definition) %}
    {%- set hidden = (definition['exclude'] or [])
        + (rule_features(definition['segment']) if definition['segment'] else []) -%}
    {%- set features = [] -%}
    {%- for feature in trainable_features(definition['entity'])
        if (feature['feature'] in definition['features'] if definition['features']
            else feature['feature'] not in hidden and not feature['is_representation']) -%}
        {%- do features.append(feature) -%}
    {%- endfor -%}
    {%- do return(features) -%}
{% endmacro %}
