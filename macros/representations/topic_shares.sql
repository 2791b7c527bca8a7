{#- CTE `topic_shares`: what least squares would make negative is no share of a text. How long a text
    is, falls out of the division. -#}
{% macro topic_shares(relation, keys) -%}
{{ sparse_projection(relation, keys) }},

topic_weights as (
    select
        {{ keys | join(', ') }},
        component as topic,
        greatest(coordinate, 0) as weight,
        sum(greatest(coordinate, 0)) over (partition by {{ keys | join(', ') }}) as total_weight
    from projected
),

topic_shares as (
    select
        {{ keys | join(', ') }},
        topic,
        weight / total_weight as share
    from topic_weights
    where total_weight > 0
)
{%- endmacro %}
