{#- What may be asked of an attribute, by its kind. A custom attribute is read as what it is
    compared with. -#}
{% macro attribute_tests() %}
    {%- set by_size = ['at_least', 'at_most', 'above', 'below', 'between'] -%}
    {%- set by_value = ['is', 'is_not', 'in', 'not_in'] -%}
    {%- set always = ['is_null', 'changed_within_days'] -%}
    {%- set by_age = ['older_than_days', 'newer_than_days'] -%}
    {%- set by_rank = ['bottom_percent', 'top_percent'] -%}
    {%- do return({
        'text': by_value + always,
        'number': by_value + by_size + by_rank + always,
        'boolean': ['is', 'is_not', 'is_true'] + always,
        'date': by_value + by_size + by_age + always,
        'custom': by_value + ['is_true'] + by_size + by_age + by_rank + always,
    }) -%}
{% endmacro %}
