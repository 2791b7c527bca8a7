{% macro attribute_condition(leaf, attributes) %}
    {%- set signs = {
        'is': '=', 'is_not': '<>', 'at_least': '>=', 'at_most': '<=', 'above': '>', 'below': '<',
    } -%}
    {%- set attribute = rule_attribute(leaf['attribute'], attributes) -%}
    {%- set parts = [] -%}
    {%- for test, value in leaf.items() if test not in ('attribute', 'among') -%}
        {%- set column = attribute_operand(attribute, test, value) -%}
        {%- if test in signs -%}
            {%- do parts.append(column ~ ' ' ~ signs[test] ~ ' ' ~ rule_literal(value, attribute)) -%}
        {%- elif test in ('in', 'not_in') -%}
            {%- set literals = [] -%}
            {%- for item in value -%}
                {%- do literals.append(rule_literal(item, attribute)) -%}
            {%- endfor -%}
            {%- do parts.append(
                column ~ (' in (' if test == 'in' else ' not in (') ~ literals | join(', ') ~ ')'
            ) -%}
        {%- elif test == 'between' -%}
            {%- do parts.append(
                column ~ ' between ' ~ rule_literal(value[0], attribute)
                ~ ' and ' ~ rule_literal(value[1], attribute)
            ) -%}
        {%- elif test == 'is_null' -%}
            {%- do parts.append(column ~ (' is null' if value else ' is not null')) -%}
        {%- elif test == 'is_true' -%}
            {%- do parts.append(column ~ ' = ' ~ value | string | lower) -%}
        {%- elif test in ('older_than_days', 'newer_than_days') -%}
            {%- do parts.append(
                dbt.datediff('cast(' ~ column ~ ' as date)', 'as_of_date', 'day')
                ~ (' > ' if test == 'older_than_days' else ' < ') ~ value
            ) -%}
        {%- elif test == 'changed_within_days' -%}
            {%- do parts.append(column ~ ' <> ' ~ earlier_column(attribute, value)) -%}
        {%- else -%}
            {%- do parts.append(percentile_condition(leaf, test, attributes)) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return('(' ~ parts | join(' and ') ~ ')') -%}
{% endmacro %}
