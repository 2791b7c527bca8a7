{% macro behaviour_text(leaf) %}
    {%- set window = ' within ' ~ leaf['within_days'] ~ ' days' if 'within_days' in leaf else '' -%}
    {%- if 'sequence' in leaf -%}
        {%- do return(
            leaf['sequence'] | map('replace', '_', ' ') | join(', then ') ~ window
        ) -%}
    {%- elif 'stopped' in leaf -%}
        {%- do return(
            'stopped ' ~ event_text(leaf, 'stopped') ~ ': not once in '
            ~ leaf.get('not_since_days', 14) ~ ' days, before that on at least '
            ~ leaf.get('distinct_days', 4) ~ ' of ' ~ leaf.get('within_days', 28) ~ ' days'
        ) -%}
    {%- endif -%}
    {%- set way = 'did' if 'did' in leaf else 'did_not' -%}
    {%- set parts = [way | replace('_', ' ') ~ ' ' ~ event_text(leaf, way)] -%}
    {%- if 'at_least' in leaf -%}
        {%- do parts.append('at least ' ~ leaf['at_least'] ~ ' times') -%}
    {%- endif -%}
    {%- if 'at_most' in leaf -%}
        {%- do parts.append('at most ' ~ leaf['at_most'] ~ ' times') -%}
    {%- endif -%}
    {%- if 'distinct_days' in leaf -%}
        {%- do parts.append('on at least ' ~ leaf['distinct_days'] ~ ' days') -%}
    {%- endif -%}
    {%- set not_since = ', but not in the last ' ~ leaf['not_since_days'] ~ ' days'
        if 'not_since_days' in leaf else '' -%}
    {%- do return(parts | join(' ') ~ window ~ not_since) -%}
{% endmacro %}
