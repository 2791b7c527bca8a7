{#- What the rules of an entity read, each thing once: features, custom attributes, what
    trained models say, values of earlier days, behaviours, and rankings of everyone (those within segments come later). -#}
{% macro rule_needs(entity, rules) %}
    {%- set attributes = rule_attributes(entity) -%}
    {%- set needs = {
        'attributes': attributes, 'features': {}, 'custom': {}, 'learned': {}, 'earlier': {},
        'measures': {}, 'rankings': {},
    } -%}
    {%- for rule in rules if rule['entity'] == entity -%}
        {%- for found in rule['leaves'] -%}
            {%- do add_needs(found['leaf'], needs) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do return(needs) -%}
{% endmacro %}
