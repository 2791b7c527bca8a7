{#- Whom a champion scores, at its due dates: its features as inputs. -#}
{% macro rows_to_score(entity, model, champion, attributes) -%}
    select
        features.{{ entity }}_id as entity_id,
        features.as_of_date
        {%- if model['intervals'] %},
        hazards.effects
        {%- endif %}
        {%- for input in model['inputs'].values() %}
        {%- set feature = attributes[input['feature']] %},
        {{ feature_input('features.' ~ feature['column'], feature['kind']) }} as {{ input['name'] }}
        {%- endfor %}
    from fct_{{ entity }}_features as features
    inner join int_score_due_dates as due
        on
            features.as_of_date = due.as_of_date
            and due.model_id = {{ sql_text(model['model_id']) }}
    {%- if champion['rule'] %}
    inner join int_{{ entity }}_populations as populations
        on
            features.{{ entity }}_id = populations.entity_id
            and features.as_of_date = populations.as_of_date
            and populations.model = {{ sql_text(champion['model']) }}
    {%- endif %}
    {%- if model['intervals'] %}
    inner join int_hazard_effects as hazards
        on due.model_id = hazards.model_id
    {%- endif %}
{%- endmacro %}
