{#- Whether the entity's share of the ranking lies within the percentage. Outside `among` it is
    false, without a value it is unknown. -#}
{% macro percentile_condition(leaf, test, attributes) %}
    {%- set within = percentile_column(leaf, test) ~ ' <= cast(' ~ leaf[test] / 100
        ~ ' as double precision)' -%}
    {%- do return(
        '(' ~ rule_condition(leaf['among'], attributes) ~ ' and ' ~ within ~ ')'
        if 'among' in leaf else within
    ) -%}
{% endmacro %}
