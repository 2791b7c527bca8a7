{#- What a leaf saw, where it was as asked; null elsewhere. -#}
{% macro leaf_words(leaf, attributes, way) %}
    {%- set is_said = way in ('holds', 'not_false') -%}
    {%- if 'always' in leaf -%}
        {%- do return(sql_text('every account')) -%}
    {%- elif 'attribute' in leaf -%}
        {%- set words = attribute_words(leaf, attributes) -%}
    {%- elif 'in_segment' in leaf -%}
        {%- set name = leaf['in_segment'] | replace('_', ' ') -%}
        {%- set words = sql_text(('in ' if is_said else 'not in ') ~ name) -%}
    {%- elif 'sql' in leaf -%}
        {%- set words = sql_text(
            ('' if is_said else 'not: ') ~ (leaf.get('words') or leaf['sql'] | trim)
        ) -%}
    {%- else -%}
        {%- set words = behaviour_words(leaf, is_said) -%}
    {%- endif -%}
    {%- do return(
        'case when ' ~ state_of(rule_condition(leaf, attributes), way) ~ ' then ' ~ words ~ ' end'
    ) -%}
{% endmacro %}
