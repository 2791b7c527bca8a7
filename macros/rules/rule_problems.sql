{#- Everything that is wrong with the segments as they are written. -#}
{% macro rule_problems() %}
    {%- set entries = var('segments', []) -%}
    {%- if entries is none -%}
        {%- set entries = [] -%}
    {%- elif entries is string or entries is mapping or entries is not sequence -%}
        {%- do return(["segments: expected a list of segments, each starting with '- segment:'"]) -%}
    {%- endif -%}
    {%- set checked = {
        'problems': [],
        'entities': {'all_customers': 'account'},
        'parents': {'all_customers': []},
        'attributes': {'account': rule_attributes('account'), 'user': rule_attributes('user')},
        'unknown_attributes': [],
    } -%}
    {%- for entry in entries if entry is mapping and entry.get('segment') is string -%}
        {%- do checked['entities'].update({entry['segment']: entry.get('entity', 'account')}) -%}
    {%- endfor -%}
    {%- set names = ['all_customers'] -%}
    {%- for entry in entries -%}
        {%- do check_segment(entry, loop.index0, names, checked) -%}
    {%- endfor -%}
    {%- do check_custom_attributes(checked) -%}
    {%- do check_cycles(checked) -%}
    {%- do return(checked['problems']) -%}
{% endmacro %}
