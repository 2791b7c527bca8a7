{#- A leaf on an attribute: do its tests exist, do they suit the attribute's type, do their values? -#}
{% macro check_attribute_leaf(leaf, path, scope, depth) %}
    {%- set place, problems = scope['place'] ~ ', ' ~ path, scope['problems'] -%}
    {%- set attributes = scope['attributes'][scope['entity']] -%}
    {%- set name = leaf['attribute'] -%}
    {%- if name is not string or not name | trim -%}
        {%- do problems.append(
            place ~ '.attribute: expected the name of a feature or of an attribute, found '
            ~ shown(name) ~ (' (quote it)' if name is boolean else '')
        ) -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- if name not in attributes -%}
        {%- do scope['unknown_attributes'].append(
            {'name': name, 'place': place, 'entity': scope['entity']}
        ) -%}
    {%- endif -%}
    {%- set kind = rule_attribute(name, attributes)['kind'] -%}
    {%- set by_kind = attribute_tests() -%}
    {%- set tests = leaf | reject('in', ['attribute', 'among']) | list -%}
    {%- if not tests -%}
        {%- do problems.append(
            place ~ ": nothing is asked of '" ~ name ~ "'; add one of "
            ~ by_kind[kind] | join(', ')
        ) -%}
    {%- endif -%}
    {%- for test in tests -%}
        {%- if test not in by_kind['custom'] -%}
            {%- do check_keys(
                {test: none}, by_kind[kind] + ['attribute', 'among'], place, problems
            ) -%}
        {%- elif test == 'changed_within_days' and attributes.get(name, {}).get('model') -%}
            {%- do problems.append(
                place ~ '.' ~ test ~ ": '" ~ name ~ "' comes from a trained model, of which no "
                ~ 'earlier day is asked; ask for a bucket or a size'
            ) -%}
        {%- elif test not in by_kind[kind] -%}
            {%- do problems.append(
                place ~ '.' ~ test ~ ": '" ~ name ~ "' is a " ~ kind ~ ', which has no `' ~ test
                ~ '`; valid: ' ~ by_kind[kind] | join(', ')
            ) -%}
        {%- else -%}
            {%- do check_test(test, leaf[test], name, kind, place ~ '.' ~ test, problems) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if 'among' in leaf -%}
        {%- if 'bottom_percent' not in leaf and 'top_percent' not in leaf -%}
            {%- do problems.append(
                place ~ '.among: only bottom_percent and top_percent rank, so only they take among'
            ) -%}
        {%- endif -%}
        {%- do check_rule(leaf['among'], path ~ '.among', scope, depth + 1) -%}
        {%- do check_no_ranking(leaf['among'], place, problems) -%}
    {%- endif -%}
{% endmacro %}
