{#- Why a rule holds, as an SQL text: the leaves that made it so, with the values that they saw.
    `way` says what is asked of the rule: that it holds, that it is false, that it has lapsed (is
    not true, unknown included), or that it is not false. Null where it is otherwise. -#}
{% macro reason_words(rule, attributes, way='holds') %}
    {%- if 'not' in rule -%}
        {%- do return(reason_words(
            rule['not'], attributes, {
                'holds': 'is_false', 'is_false': 'holds', 'lapsed': 'not_false',
                'not_false': 'lapsed',
            }[way]
        )) -%}
    {%- endif -%}
    {%- if 'override' in rule -%}
        {%- do return(
            sql_text(rule['words'] ~ ': ') ~ ' || ' ~ reason_words(rule['override'], attributes)
            if way in ('holds', 'not_false') else 'cast(null as varchar)'
        ) -%}
    {%- endif -%}
    {%- set parts = rule.get('all') or rule.get('any')
        or rule.get('at_least_of', {}).get('of') -%}
    {%- if not parts -%}
        {%- do return(leaf_words(rule, attributes, way)) -%}
    {%- endif -%}
    {%- set words = [] -%}
    {%- for part in parts -%}
        {%- set word = reason_words(part, attributes, way) -%}
        {%- set is_inner = 'all' in part or 'any' in part or 'not' in part
            or 'at_least_of' in part or 'override' in part -%}
        {%- do words.append(
            'case when ' ~ state_of(rule_condition(part, attributes), way) ~ ' then ' ~ word
            ~ ' end' if is_inner else word
        ) -%}
    {%- endfor -%}
    {%- do return("nullif(concat_ws('; ', " ~ words | join(', ') ~ "), '')") -%}
{% endmacro %}
