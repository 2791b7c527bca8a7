{#- A model's population as a rule that the compiler of segments takes. -#}
{% macro population_rule(definition) %}
    {%- set enter = definition['population'] or {'always': true} -%}
    {%- set leaves = [] -%}
    {%- do collect_leaves(enter, 'population', leaves) -%}
    {%- do return({
        'segment': definition['model'],
        'version': 1,
        'entity': definition['entity'],
        'enter': enter,
        'exit': none,
        'leaves': leaves,
        'parents': [],
    }) -%}
{% endmacro %}
