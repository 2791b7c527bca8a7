{% macro rule_condition(rule, attributes, only_truth=false) %}
    {%- if 'all' in rule or 'any' in rule -%}
        {%- set parts = [] -%}
        {%- for part in (rule['all'] if 'all' in rule else rule['any']) -%}
            {%- do parts.append(rule_condition(part, attributes, only_truth)) -%}
        {%- endfor -%}
        {%- do return('(' ~ parts | join(' and ' if 'all' in rule else ' or ') ~ ')') -%}
    {%- elif 'not' in rule -%}
        {%- do return('(not ' ~ rule_condition(rule['not'], attributes) ~ ')') -%}
    {%- elif 'at_least_of' in rule -%}
        {%- do return(at_least_of_condition(rule['at_least_of'], attributes, only_truth)) -%}
    {%- elif 'attribute' in rule -%}
        {%- do return(attribute_condition(rule, attributes)) -%}
    {%- elif 'in_segment' in rule -%}
        {%- do return('member_of_' ~ rule['in_segment']) -%}
    {%- elif 'sql' in rule -%}
        {%- do return('(\n' ~ rule['sql'] ~ '\n)') -%}
    {%- elif 'always' in rule -%}
        {%- do return('true') -%}
    {%- else -%}
        {%- do return(behaviour_condition(rule)) -%}
    {%- endif -%}
{% endmacro %}
