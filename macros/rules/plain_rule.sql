{#- A rule in which every leaf on a trained model or a review is written as one on the attribute that
    holds what it says, so that whatever reads rules knows of attributes alone. -#}
{% macro plain_rule(rule, segment=none) %}
    {%- if 'all' in rule or 'any' in rule -%}
        {%- set way, parts = 'all' if 'all' in rule else 'any', [] -%}
        {%- for part in rule[way] -%}
            {%- do parts.append(plain_rule(part, segment)) -%}
        {%- endfor -%}
        {%- do return({way: parts}) -%}
    {%- elif 'not' in rule -%}
        {%- do return({'not': plain_rule(rule['not'], segment)}) -%}
    {%- elif 'at_least_of' in rule -%}
        {%- set parts = [] -%}
        {%- for part in rule['at_least_of']['of'] -%}
            {%- do parts.append(plain_rule(part, segment)) -%}
        {%- endfor -%}
        {%- do return({'at_least_of': {'n': rule['at_least_of']['n'], 'of': parts}}) -%}
    {%- endif -%}
    {%- set leaf = plain_leaf(rule, segment) -%}
    {%- if 'among' in leaf -%}
        {%- do return(dict(leaf, among=plain_rule(leaf['among'], segment))) -%}
    {%- endif -%}
    {%- do return(leaf) -%}
{% endmacro %}
