{#- One node of a rule, and through it those below: problems are added to scope['problems']. -#}
{% macro check_rule(rule, path, scope, depth=1) %}
    {%- set place, problems = scope['place'] ~ ', ' ~ path, scope['problems'] -%}
    {%- set kinds = [
        'all', 'any', 'not', 'at_least_of', 'attribute', 'did', 'did_not', 'sequence', 'stopped',
        'in_segment', 'sql', 'review',
    ] + learned_kinds() -%}
    {%- if rule is not mapping -%}
        {%- do problems.append(
            place ~ ': expected a rule such as {attribute: mrr, at_least: 100}, found '
            ~ shown(rule)
            ~ ('; put a list under all: or any:' if rule is sequence and rule is not string else '')
        ) -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- set found = kinds | select('in', rule) | list -%}
    {%- if found | length != 1 -%}
        {%- if found -%}
            {%- do problems.append(
                place ~ ': ' ~ found | join(' and ') ~ ' stand in one rule; nest them under all: '
                ~ 'or any:'
            ) -%}
        {%- else -%}
            {%- do check_keys(rule, kinds, place, problems) -%}
            {%- do problems.append(place ~ ': an empty rule') if not rule -%}
        {%- endif -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- set kind = found[0] -%}
    {%- if depth > 30 -%}
        {%- do problems.append(
            place ~ ': nested more than 30 deep; make the inner part a segment of its own and '
            ~ 'use in_segment'
        ) -%}
    {%- elif kind in ('all', 'any') -%}
        {%- do check_keys(rule, [kind], place, problems) -%}
        {%- do check_parts(rule[kind], path ~ '.' ~ kind, scope, depth) -%}
    {%- elif kind == 'not' -%}
        {%- do check_keys(rule, ['not'], place, problems) -%}
        {%- do check_rule(rule['not'], path ~ '.not', scope, depth + 1) -%}
    {%- elif kind == 'at_least_of' -%}
        {%- do check_keys(rule, ['at_least_of'], place, problems) -%}
        {%- do check_at_least_of(rule['at_least_of'], path ~ '.at_least_of', scope, depth) -%}
    {%- elif kind == 'attribute' -%}
        {%- do check_attribute_leaf(rule, path, scope, depth) -%}
    {%- elif kind == 'in_segment' -%}
        {%- do check_keys(rule, ['in_segment'], place, problems) -%}
        {%- do check_in_segment(rule['in_segment'], place ~ '.in_segment', scope) -%}
    {%- elif kind == 'sql' -%}
        {%- do check_sql_leaf(rule, place, problems) -%}
    {%- elif kind == 'review' -%}
        {%- do check_keys(rule, ['review'], place, problems) -%}
        {%- if rule['review'] not in ('in', 'out') -%}
            {%- do problems.append(
                place ~ '.review: expected in or out, as the decisions in '
                ~ 'seeds/manual_reviews.csv, found ' ~ shown(rule['review'])
            ) -%}
        {%- endif -%}
    {%- elif kind in learned_kinds() -%}
        {%- do check_learned_leaf(rule, kind, path, scope, depth) -%}
    {%- else -%}
        {%- do check_behaviour_leaf(rule, kind, place, problems) -%}
    {%- endif -%}
{% endmacro %}
