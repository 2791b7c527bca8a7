{#- A rule in words, for people who read `dim_segments`. -#}
{% macro rule_text(rule, is_inner=false) %}
    {%- if 'all' in rule or 'any' in rule -%}
        {%- set parts = [] -%}
        {%- for part in (rule['all'] if 'all' in rule else rule['any']) -%}
            {%- do parts.append(rule_text(part, true)) -%}
        {%- endfor -%}
        {%- set text = parts | join(' and ' if 'all' in rule else ' or ') -%}
        {%- do return('(' ~ text ~ ')' if is_inner and parts | length > 1 else text) -%}
    {%- elif 'not' in rule -%}
        {%- do return('not (' ~ rule_text(rule['not']) ~ ')') -%}
    {%- elif 'override' in rule -%}
        {%- do return(rule['words'] ~ ' by (' ~ rule_text(rule['override']) ~ ')') -%}
    {%- elif 'at_least_of' in rule -%}
        {%- set parts = [] -%}
        {%- for part in rule['at_least_of']['of'] -%}
            {%- do parts.append(rule_text(part)) -%}
        {%- endfor -%}
        {%- do return(
            'at least ' ~ rule['at_least_of']['n'] ~ ' of (' ~ parts | join('; ') ~ ')'
        ) -%}
    {%- elif 'attribute' in rule -%}
        {%- do return(attribute_text(rule)) -%}
    {%- elif 'in_segment' in rule -%}
        {%- do return('in segment ' ~ rule['in_segment']) -%}
    {%- elif 'sql' in rule -%}
        {%- do return(rule.get('words') or rule['sql'] | trim) -%}
    {%- elif 'always' in rule -%}
        {%- do return('every account') -%}
    {%- else -%}
        {%- do return(behaviour_text(rule)) -%}
    {%- endif -%}
{% endmacro %}
