{#- Whom each champion of an entity scores at the dates that are due, where its population is a rule.
    The calling model imports the relations. -#}
{% macro entity_populations(entity) %}
    {%- set rules = champions(entity) | map(attribute='rule') | select('mapping') | list -%}
    {%- if rules %}
int_{{ entity }}_rule_inputs as (
    with {{ rule_inputs(entity, rules) }}
),

{{ rule_frame('frame', entity, rules, 'int_segment') }}

holds as (
    {{ evaluate_rules(rules, 'frame') }}
),

final as (
    select
        holds.segment as model,
        holds.entity_id,
        holds.as_of_date
    from holds
    inner join int_segment_due_dates
        on
            holds.segment = int_segment_due_dates.segment
            and holds.as_of_date = int_segment_due_dates.as_of_date
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
