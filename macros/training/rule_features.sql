{#- The features that a segment's rule reads, and the rules of the segments it refers to. -#}
{% macro rule_features(segment) %}
    {%- set names = [] -%}
    {%- for rule in segment_rules() if rule['segment'] == segment -%}
        {%- do names.extend(rule_needs(rule['entity'], [rule])['features']) -%}
        {%- for parent in rule['parents'] -%}
            {%- do names.extend(rule_features(parent)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do return(names | unique | list) -%}
{% endmacro %}
