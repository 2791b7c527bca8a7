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
        {%- if model['terms'] %}
        case driver_{{ place }}
            {%- for term in model['terms'] %}
            when {{ term }} then term_{{ term }}
            {%- endfor %}
        end as contribution_{{ place }},
        case driver_{{ place }}
            {%- for term in model['terms'].values() %}
            when {{ term['term_id'] }} then {{ term_words(term, attributes) }}
            {%- endfor %}
        end as words_{{ place }}
        {%- else %}
        cast(null as double precision) as contribution_{{ place }},
        cast(null as varchar) as words_{{ place }}
        {%- endif %}
        {%- endfor %}
    from {{ prefix }}_explained
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
        cast(null as varchar) as words_{{ place }}
        {%- endfor %}
    from fct_{{ entity }}_features
    where 1 = 0
    {%- endfor %}
)

select * from final
{% endmacro %}
