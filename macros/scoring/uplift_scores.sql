{#- What each champion of uplift says of accounts at its due dates: the probability of the wanted
    outcome without treatment, and the score. The calling model imports the relations, the parts as
    trained_models. Without a champion there are no rows. -#}
{% macro uplift_scores() %}
    {%- set attributes = rule_attributes('account') -%}
    {%- set champions = champions('account', ['uplift']) -%}
    {%- set models = uplift_models(champions | map(attribute='model_id') | list) -%}
    {%- for model in models -%}
        {%- set champion = champions | selectattr('model_id', 'equalto', model['model_id']) | first -%}
        {%- set number = loop.index -%}
        {%- for name, part in model['parts'].items() -%}
            {%- set prefix = name ~ '_' ~ number %}

{{ prefix }}_rows as (
    {{ rows_to_score('account', dict(part, model_id=model['model_id']), champion, attributes) }}
),

{{ additive_scores(part, prefix ~ '_rows', prefix) }}
        {%- endfor %}

model_{{ number }}_final as (
    select
        controls.entity_id,
        controls.as_of_date,
        {{ sql_text(model['model_id']) }} as model_id,
        {{ model_probability(model, 'controls.logit') }} as probability_if_untreated,
        {%- if 'effect' in model['parts'] %}
        effects.logit as score
        {%- else %}
        {{ model_probability(model, 'treatments.logit') }}
        - {{ model_probability(model, 'controls.logit') }} as score
        {%- endif %}
    from control_{{ number }}_scored as controls
    inner join treatment_{{ number }}_scored as treatments
        on
            controls.entity_id = treatments.entity_id
            and controls.as_of_date = treatments.as_of_date
    {%- if 'effect' in model['parts'] %}
    inner join effect_{{ number }}_scored as effects
        on
            controls.entity_id = effects.entity_id
            and controls.as_of_date = effects.as_of_date
    {%- endif %}
),
    {%- endfor %}

final as (
    {%- for model in models %}
    select * from model_{{ loop.index }}_final
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        account_id as entity_id,
        as_of_date,
        cast(null as varchar) as model_id,
        cast(null as double precision) as probability_if_untreated,
        cast(null as double precision) as score
    from fct_account_features
    where 1 = 0
    {%- endfor %}
)

select * from final
{% endmacro %}
