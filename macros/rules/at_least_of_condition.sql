{#- True once n parts are true, false once too few can still be, else unknown. -#}
{% macro at_least_of_condition(choice, attributes) %}
    {%- set true_parts, false_parts = [], [] -%}
    {%- for part in choice['of'] -%}
        {%- set condition = rule_condition(part, attributes) -%}
        {%- do true_parts.append('case when ' ~ condition ~ ' then 1 else 0 end') -%}
        {%- do false_parts.append('case when not ' ~ condition ~ ' then 1 else 0 end') -%}
    {%- endfor -%}
    {%- do return(
        '(case when ' ~ true_parts | join(' + ') ~ ' >= ' ~ choice['n'] ~ ' then true when '
        ~ false_parts | join(' + ') ~ ' > ' ~ (choice['of'] | length - choice['n'])
        ~ ' then false end)'
    ) -%}
{% endmacro %}
