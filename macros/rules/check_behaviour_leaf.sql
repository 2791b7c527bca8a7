{#- A leaf on what an account or user did, or did not do. -#}
{% macro check_behaviour_leaf(leaf, kind, place, problems) %}
    {%- set counts = ['at_least', 'at_most', 'within_days', 'distinct_days', 'where'] -%}
    {%- do check_keys(leaf, {
        'did': ['did', 'not_since_days'] + counts,
        'did_not': ['did_not'] + counts,
        'sequence': ['sequence', 'within_days'],
        'stopped': ['stopped', 'distinct_days', 'within_days', 'not_since_days', 'where'],
    }[kind], place, problems) -%}
    {%- if kind == 'sequence' -%}
        {%- do check_event_list(leaf['sequence'], place ~ '.sequence', problems) -%}
    {%- elif leaf[kind] is not string or not leaf[kind] | trim -%}
        {%- do problems.append(
            place ~ '.' ~ kind ~ ': expected the name of an event, found ' ~ shown(leaf[kind])
        ) -%}
    {%- endif -%}
    {%- for key in ('at_least', 'at_most', 'within_days', 'distinct_days', 'not_since_days')
        if key in leaf -%}
        {%- do check_whole_number(
            leaf[key], 0 if key == 'at_most' else 1, place ~ '.' ~ key, problems
        ) -%}
    {%- endfor -%}
    {%- if kind == 'did' or kind == 'did_not' -%}
        {%- do check_order(leaf, 'at_least', 'at_most', place, problems) -%}
        {%- do check_order(leaf, 'not_since_days', 'within_days', place, problems) -%}
    {%- endif -%}
    {%- set defaults = {'distinct_days': 4, 'within_days': 28} if kind == 'stopped' else {} -%}
    {%- do check_order(
        dict(defaults, **leaf), 'distinct_days', 'within_days', place, problems
    ) -%}
    {%- if 'where' in leaf -%}
        {%- do check_where(leaf['where'], place ~ '.where', problems) -%}
    {%- endif -%}
{% endmacro %}
