{#- Everything that is wrong with the models as they are written; the segments are right by then. -#}
{% macro model_problems() %}
    {%- set entries = var('models', []) -%}
    {%- if entries is none -%}
        {%- set entries = [] -%}
    {%- elif entries is string or entries is mapping or entries is not sequence -%}
        {%- do return(["models: expected a list of models, each starting with '- model:'"]) -%}
    {%- endif -%}
    {%- set checked = {
        'problems': [],
        'entities': {'all_customers': 'account'},
        'parents': {},
        'attributes': {'account': rule_attributes('account'), 'user': rule_attributes('user')},
        'unknown_attributes': [],
        'names': [],
    } -%}
    {%- for rule in segment_rules() -%}
        {%- do checked['entities'].update({rule['segment']: rule['entity']}) -%}
    {%- endfor -%}
    {%- for entry in entries -%}
        {%- do check_model(entry, loop.index0, checked) -%}
    {%- endfor -%}
    {%- do check_custom_attributes(checked) -%}
    {%- do return(checked['problems']) -%}
{% endmacro %}
