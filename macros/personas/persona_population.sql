{#- CTEs that select, on the dates of a model, who is in its population, with the features that it
    reads; the last one is `<model>_inputs`. The calling model imports the relations. -#}
{% macro persona_population(model) -%}
{%- set prefix, entity = model['model_id'], model['entity'] -%}
{%- set definition = model_definitions() | selectattr('model', 'equalto', model['model']) | first -%}
{{ prefix }}_dates as (
    select as_of_date from int_persona_dates
    where model = '{{ model['model'] }}'
),

{% if definition['population'] -%}
{%- set rule = population_rule(definition) -%}
{{ prefix }}_frame as (
    with

    int_segment_due_dates as (
        select
            cast('{{ entity }}' as varchar) as entity,
            as_of_date
        from {{ prefix }}_dates
    ),

    {{ rule_inputs(entity, [rule]) }}
),

{{ prefix }}_members as (
    select
        entity_id,
        as_of_date
    from {{ prefix }}_frame
    where {{ rule_condition(rule['enter'], rule_attributes(entity)) }}
),
{%- else -%}
{{ prefix }}_members as (
    select
        {{ entity }}_id as entity_id,
        as_of_date
    from fct_{{ entity }}_features
),
{%- endif %}

{{ prefix }}_inputs as (
    select
        {{ prefix }}_members.entity_id,
        {{ prefix }}_members.as_of_date
        {%- for feature in model['features'] %},
        {{ feature_input(
            'fct_' ~ entity ~ '_features.' ~ feature['feature'], feature['kind']
        ) }} as {{ feature['feature'] }}
        {%- endfor %}
    from {{ prefix }}_members
    inner join {{ prefix }}_dates
        on {{ prefix }}_members.as_of_date = {{ prefix }}_dates.as_of_date
    inner join fct_{{ entity }}_features
        on
            {{ prefix }}_members.entity_id = fct_{{ entity }}_features.{{ entity }}_id
            and {{ prefix }}_members.as_of_date = fct_{{ entity }}_features.as_of_date
)
{%- endmacro %}
