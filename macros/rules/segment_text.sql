{#- A segment's whole definition in words. -#}
{% macro segment_text(rule) %}
    {%- set text = rule_text(rule['enter']) -%}
    {%- if rule['enter_after_days'] > 1 -%}
        {%- set text = text ~ ', for ' ~ rule['enter_after_days'] ~ ' evaluated days in a row' -%}
    {%- endif -%}
    {%- if rule['exit'] is not none or rule['exit_after_days'] > 1 -%}
        {%- set text = text ~ '; leaves when '
            ~ (rule_text(rule['exit']) if rule['exit'] is not none else 'this no longer holds')
        -%}
    {%- endif -%}
    {%- if rule['exit_after_days'] > 1 -%}
        {%- set text = text ~ ', for ' ~ rule['exit_after_days'] ~ ' evaluated days in a row' -%}
    {%- endif -%}
    {%- do return(text) -%}
{% endmacro %}
