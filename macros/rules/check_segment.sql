{#- One entry of `segments`: its keys, its names and numbers, then its rules. -#}
{% macro check_segment(entry, position, names, checked) %}
    {%- set problems = checked['problems'] -%}
    {%- if entry is not mapping -%}
        {%- do problems.append(
            'segments[' ~ position ~ ']: expected a segment with `segment:` and `enter:`, found '
            ~ shown(entry)
        ) -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- set name = entry.get('segment') -%}
    {%- set place = "segment '" ~ name ~ "'" if name is string else 'segments[' ~ position ~ ']' -%}
    {%- do check_keys(entry, [
        'segment', 'label', 'question', 'entity', 'version', 'owner', 'playbook', 'enter', 'exit',
        'force', 'forbid', 'enter_after_days', 'exit_after_days',
    ], place, problems) -%}
    {%- if name is not string or not modules.re.match('^[a-z][a-z0-9_]{0,49}$', name) -%}
        {%- do problems.append(
            place ~ ', segment: expected a name of at most 50 small letters, digits and _, '
            ~ 'starting with a letter, found ' ~ shown(name)
        ) -%}
    {%- elif name == 'all_customers' -%}
        {%- do problems.append(
            place ~ ': this name belongs to the segment of every account, which is always there; '
            ~ 'choose another'
        ) -%}
    {%- elif name in names -%}
        {%- do problems.append(place ~ ': two segments have this name; rename one') -%}
    {%- endif -%}
    {%- do names.append(name) -%}
    {%- set entity = entry.get('entity', 'account') -%}
    {%- if entity not in ('account', 'user') -%}
        {%- do problems.append(
            place ~ ', entity: expected account or user, found ' ~ shown(entity)
        ) -%}
    {%- endif -%}
    {%- for key in ('label', 'question', 'owner', 'playbook')
        if key in entry and entry[key] is not none and entry[key] is not string -%}
        {%- do problems.append(
            place ~ ', ' ~ key ~ ': expected a text, found ' ~ shown(entry[key]) ~ ' (quote it)'
        ) -%}
    {%- endfor -%}
    {%- for key in ('version', 'enter_after_days', 'exit_after_days') if key in entry -%}
        {%- do check_whole_number(entry[key], 1, place ~ ', ' ~ key, problems) -%}
    {%- endfor -%}
    {%- if entry.get('enter') is none -%}
        {%- do problems.append(
            place ~ ', enter: the rule is missing; for example '
            ~ 'enter: {attribute: account_status, is: paying}'
        ) -%}
    {%- endif -%}
    {%- set scope = dict(
        checked, segment=name, place=place, entity=entity if entity == 'user' else 'account'
    ) -%}
    {%- do checked['parents'].setdefault(name | string, []) -%}
    {%- for part in ('enter', 'exit', 'force', 'forbid') if entry.get(part) is not none -%}
        {%- do check_rule(entry[part], part, scope) -%}
    {%- endfor -%}
{% endmacro %}
