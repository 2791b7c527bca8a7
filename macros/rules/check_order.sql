{#- Two numbers of which the first can't be above the second, or nothing ever matches. -#}
{% macro check_order(leaf, small, large, place, problems) %}
    {%- if leaf.get(small) is integer and leaf.get(large) is integer
        and leaf[small] > leaf[large] -%}
        {%- do problems.append(
            place ~ '.' ~ small ~ ': ' ~ leaf[small] ~ ' is more than ' ~ large ~ ' ('
            ~ leaf[large] ~ '), so it can never hold; expected at most ' ~ leaf[large]
        ) -%}
    {%- endif -%}
{% endmacro %}
