{#- Adds to `family` a segment and every segment that its rule refers to, directly or not. -#}
{% macro segment_family(segment, rules, family) %}
    {%- if segment in rules and segment not in family -%}
        {%- do family.update({segment: rules[segment]}) -%}
        {%- for parent in rules[segment]['parents'] -%}
            {%- do segment_family(parent, rules, family) -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}
