{#- The share of the ranked entities that do no better (bottom) or no worse (top), ties
    counted against the entity, for those that are ranked: so that a segment of the bottom
    10 % never holds more than 10 %. -#}
{% macro ranking_columns(rankings, attributes) %}
    {%- for column, ranking in rankings.items() -%}
        {%- set leaf, test = ranking['leaf'], ranking['test'] -%}
        {%- set operand = attribute_operand(
            rule_attribute(leaf['attribute'], attributes), test, leaf[test]
        ) -%}
        {%- set is_ranked = operand ~ ' is not null'
            ~ (' and ' ~ rule_condition(leaf['among'], attributes) if 'among' in leaf else '') %}
        case
            when {{ is_ranked }}
                then cume_dist() over (
                    partition by as_of_date, case when {{ is_ranked }} then 1 else 0 end
                    order by {{ operand }}{{ ' desc' if test == 'top_percent' }}
                )
        end as {{ column }}{{ ',' if not loop.last }}
    {%- endfor -%}
{% endmacro %}
