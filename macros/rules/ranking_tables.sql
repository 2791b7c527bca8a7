{#- The share of the ranked entities that do no better (bottom) or no worse (top), ties counted against
    the entity, for those that are ranked: so that a segment of the bottom 10 % never holds more than
    10 %. One table per ranking, worked out once per value, so that no wide row is sorted. -#}
{% macro ranking_tables(rankings, attributes, relation) %}
    {%- for column, ranking in rankings.items() %}

{{ relation }}_ranking_{{ loop.index }} as (
    select
        as_of_date as ranked_on,
        ranked_value,
        cast(
            sum(count(*)) over (
                partition by as_of_date
                order by ranked_value{{ ' desc' if ranking['test'] == 'top_percent' }}
                rows between unbounded preceding and current row
            ) as double precision
        ) / cast(sum(count(*)) over (partition by as_of_date) as double precision) as {{ column }}
    from (
        select
            as_of_date,
            {{ ranked_value(ranking, attributes) }} as ranked_value
        from {{ relation }}
    ) as ranked_values
    where ranked_value is not null
    group by as_of_date, ranked_value
),
    {%- endfor -%}
{% endmacro %}
