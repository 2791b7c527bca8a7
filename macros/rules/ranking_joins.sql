{#- The rows of a relation, and their share in each of its ranking_tables. -#}
{% macro ranking_joins(rankings, attributes, relation) %}
    select
        {{ relation }}.*
        {%- for column in rankings %},
        {{ relation }}_ranking_{{ loop.index }}.{{ column }}
        {%- endfor %}
    from {{ relation }}
    {%- for ranking in rankings.values() %}
    left join {{ relation }}_ranking_{{ loop.index }}
        on
            {{ relation }}.as_of_date = {{ relation }}_ranking_{{ loop.index }}.ranked_on
            and {{ ranked_value(ranking, attributes) }}
            = {{ relation }}_ranking_{{ loop.index }}.ranked_value
    {%- endfor %}
{%- endmacro %}
