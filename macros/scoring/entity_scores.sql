{#- Scores of the champions of an entity at the dates that are due, and what drives each. The calling
    model imports the relations. Without a champion there are no rows. -#}
{% macro entity_scores(entity) %}
    {%- set attributes = rule_attributes(entity) -%}
    {%- set champions = champions(entity) -%}
    {%- set models = additive_models(champions | map(attribute='model_id') | list) -%}
    {%- for model in models -%}
        {%- set champion = champions | selectattr('model_id', 'equalto', model['model_id']) | first -%}
        {%- set prefix = 'model_' ~ loop.index %}

{{ prefix }}_rows as (
    {{ rows_to_score(entity, model, champion, attributes) }}
),

{{ additive_scores(model, prefix ~ '_rows', prefix) }}
{{ strongest_terms(model, prefix) }}

{{ values_by_term(model, prefix) }}

{{ prefix }}_final as (
    select
        entity_id,
        as_of_date,
        {{ sql_text(champion['model_id']) }} as model_id,
        {{ sql_text(champion['model']) }} as model,
        logit,
        {{ model_probability(model) }} as probability
        {%- for place in (1, 2, 3) %},
        driver_{{ place }},
        {{ array_item('contributions', 'driver_' ~ place) }} as contribution_{{ place }},
        {{ array_item('numbers_seen', 'driver_' ~ place) }} as number_{{ place }},
        {{ value_of_driver(model, 1, 'text', place) }} as text_{{ place }},
        {{ value_of_driver(model, 2, 'number', place) }} as second_number_{{ place }},
        {{ value_of_driver(model, 2, 'text', place) }} as second_text_{{ place }}
        {%- endfor %}
    from {{ prefix }}_values
),
    {%- endfor %}

final as (
    {%- for model in models %}
    select * from model_{{ loop.index }}_final
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        {{ entity }}_id as entity_id,
        as_of_date,
        cast(null as varchar) as model_id,
        cast(null as varchar) as model,
        cast(null as double precision) as logit,
        cast(null as double precision) as probability
        {%- for place in (1, 2, 3) %},
        cast(null as integer) as driver_{{ place }},
        cast(null as double precision) as contribution_{{ place }},
        cast(null as double precision) as number_{{ place }},
        cast(null as varchar) as text_{{ place }},
        cast(null as double precision) as second_number_{{ place }},
        cast(null as varchar) as second_text_{{ place }}
        {%- endfor %}
    from fct_{{ entity }}_features
    where 1 = 0
    {%- endfor %}
)

select * from final
{% endmacro %}
