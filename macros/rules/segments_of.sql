{#- The segments that a rule refers to. -#}
{% macro segments_of(rule) %}
    {%- set leaves = [] -%}
    {%- if rule -%}
        {%- do collect_leaves(rule, '', leaves) -%}
    {%- endif -%}
    {%- do return(
        leaves | selectattr('leaf.in_segment', 'defined') | map(attribute='leaf.in_segment')
        | unique | list
    ) -%}
{% endmacro %}
