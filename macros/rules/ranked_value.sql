{#- What a ranking goes by: null for those that are not ranked. -#}
{% macro ranked_value(ranking, attributes) %}
    {%- set leaf, test = ranking['leaf'], ranking['test'] -%}
    {%- set operand = attribute_operand(
        rule_attribute(leaf['attribute'], attributes), test, leaf[test]
    ) -%}
    {%- do return(
        'case when ' ~ rule_condition(leaf['among'], attributes) ~ ' then ' ~ operand ~ ' end'
        if 'among' in leaf else operand
    ) -%}
{% endmacro %}
