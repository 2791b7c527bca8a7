{#- Whom each champion of an entity scores at the dates that are due, where its population is a rule.
    The calling model imports the relations. -#}
{% macro entity_populations(entity) %}
    {%- set champions = champions(entity, ['propensity', 'hazard', 'uplift']) -%}
    {%- set rules = champions | map(attribute='rule') | select('mapping') | list -%}
    {%- if rules %}
population_inputs as (
    with {{ rule_inputs(entity, rules) }}
),

{{ evaluate_rules('population', 'population_inputs', rules) }},

final as (
    select
        segment as model,
        entity_id,
        as_of_date
    from population_states
)
    {%- else %}
final as (
    select
        segment as model,
        entity as entity_id,
        as_of_date
    from int_segment_due_dates
    where 1 = 0
)
    {%- endif %}

select * from final
{% endmacro %}
