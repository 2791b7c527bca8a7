{#- The training rows of a model, one per entity and month end in its population: the label, whether
    it is censored, and the features as models read them. Labels alone look ahead. -#}
{% macro training_sql(definition) -%}
{%- if definition['task'] == 'uplift' -%}
    {%- do return(uplift_training_sql(definition)) -%}
{%- endif -%}
{%- set entity = definition['entity'] -%}
{%- set entity_id = entity ~ '_id' -%}
{%- set created_at = 'signed_up_at' if entity == 'user' else 'created_at' -%}
{%- set rule = population_rule(definition) -%}
with

int_as_of_dates as (
    select * from {{ ref('int_as_of_dates') }}
),

month_ends as (
    select as_of_date from int_as_of_dates
    where is_month_end
),

fct_{{ entity }}_features as (
    {{ features_as_read() if entity == 'account' else 'select * from ' ~ ref('fct_user_features') }}
),

dim_{{ entity }}s as (
    select * from {{ ref('dim_' ~ entity ~ 's') }}
),

{% if definition['population'] -%}
int_entity_attributes_checked as (
    select * from {{ ref('int_entity_attributes_checked') }}
),

int_daily_activity as (
    select * from {{ ref('int_daily_activity') }}
),

int_daily_activity_by_property as (
    select * from {{ ref('int_daily_activity_by_property') }}
),

int_segment_due_dates as (
    select
        cast('{{ entity }}' as varchar) as entity,
        as_of_date
    from month_ends
),

population_inputs as (
    with {{ rule_inputs(entity, [rule]) }}
),

population as (
    select
        entity_id,
        as_of_date
    from population_inputs
    where {{ rule_condition(rule['enter'], rule_attributes(entity)) }}
),
{%- else -%}
population as (
    select
        fct_{{ entity }}_features.{{ entity_id }} as entity_id,
        fct_{{ entity }}_features.as_of_date
    from fct_{{ entity }}_features
    inner join month_ends
        on fct_{{ entity }}_features.as_of_date = month_ends.as_of_date
),
{%- endif %}

labels as (
    {{ training_labels(definition) }}
)

select
    labels.entity_id,
    labels.as_of_date,
    {{ entity_hash('labels.entity_id', 'dim_' ~ entity ~ 's.' ~ created_at) }} as entity_hash,
    labels.is_positive,
    labels.is_censored,
    labels.days_to_outcome,
    labels.days_observed
    {%- for feature in model_features(definition) %},
    {{ feature_input('fct_' ~ entity ~ '_features.' ~ feature['feature'], feature['kind']) }}
        as {{ feature['feature'] }}
    {%- endfor %}
from labels
inner join fct_{{ entity }}_features
    on
        labels.entity_id = fct_{{ entity }}_features.{{ entity_id }}
        and labels.as_of_date = fct_{{ entity }}_features.as_of_date
inner join dim_{{ entity }}s
    on labels.entity_id = dim_{{ entity }}s.{{ entity_id }}
{%- endmacro %}
