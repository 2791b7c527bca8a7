{#- True once n parts are true, false once too few can still be, else unknown. -#}
{% macro at_least_of_condition(choice, attributes, only_truth=false) %}
    {%- set true_parts, false_parts = [], [] -%}
    {%- for part in choice['of'] -%}
        {%- set condition = rule_condition(part, attributes, only_truth) -%}
        {%- do true_parts.append('case when ' ~ condition ~ ' then 1 else 0 end') -%}
        {%- do false_parts.append('case when not ' ~ condition ~ ' then 1 else 0 end') -%}
    {%- endfor -%}
    {%- set are_enough = true_parts | join(' + ') ~ ' >= ' ~ choice['n'] -%}
    {%- if only_truth -%}
        {%- do return('(' ~ are_enough ~ ')') -%}
    {%- endif -%}
    {%- do return(
        '(case when ' ~ are_enough ~ ' then true when '
        ~ false_parts | join(' + ') ~ ' > ' ~ (choice['of'] | length - choice['n'])
        ~ ' then false end)'
    ) -%}
{% endmacro %}
