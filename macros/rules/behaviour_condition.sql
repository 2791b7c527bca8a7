{% macro behaviour_condition(leaf) %}
    {%- set measures = behaviour_measures(leaf) -%}
    {%- if 'sequence' in leaf -%}
        {%- do return(measures['done']['name']) -%}
    {%- elif 'stopped' in leaf -%}
        {%- do return(
            '(' ~ measures['days']['name'] ~ ' >= ' ~ leaf.get('distinct_days', 4) ~ ' and '
            ~ measures['recent']['name'] ~ ' = 0)'
        ) -%}
    {%- endif -%}
    {%- set parts = [] -%}
    {%- if 'at_least' in leaf or not ('at_most' in leaf or 'distinct_days' in leaf) -%}
        {%- do parts.append(measures['count']['name'] ~ ' >= ' ~ leaf.get('at_least', 1)) -%}
    {%- endif -%}
    {%- if 'at_most' in leaf -%}
        {%- do parts.append(measures['count']['name'] ~ ' <= ' ~ leaf['at_most']) -%}
    {%- endif -%}
    {%- if 'distinct_days' in leaf -%}
        {%- do parts.append(measures['days']['name'] ~ ' >= ' ~ leaf['distinct_days']) -%}
    {%- endif -%}
    {%- if 'not_since_days' in leaf -%}
        {%- do parts.append(measures['recent']['name'] ~ ' = 0') -%}
    {%- endif -%}
    {%- do return(('(' if 'did' in leaf else '(not (') ~ parts | join(' and ')
        ~ (')' if 'did' in leaf else '))')) -%}
{% endmacro %}
