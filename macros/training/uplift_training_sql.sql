{#- The units of an experiment that could still have the outcome when they were drawn into an arm: what
    became of them within the horizon, and the features as they stood on the last date before. Who was
    drawn on signing up has no such date, so nothing is known of it. Labels alone look ahead. -#}
{% macro uplift_training_sql(definition) -%}
with

units as (
    select
        entity_id,
        variant,
        assigned_on
    from {{ ref('int_experiment_units') }}
    where
        entity = 'account'
        and experiment_id = {{ sql_text(definition['experiment']) }}
),

labels as (
    select *
    from {{ ref('int_account_labels') }}
    where
        outcome = {{ sql_text(definition['outcome']) }}
        and horizon_days = {{ definition['horizon_days'] }}
),

features as (
    {{ features_as_read() }}
),

last_dates as (
    select
        units.entity_id,
        max(features.as_of_date) as as_of_date
    from units
    inner join features
        on
            units.entity_id = features.account_id
            and units.assigned_on > features.as_of_date
    group by units.entity_id
)

select
    units.entity_id,
    units.assigned_on as as_of_date,
    {{ entity_hash('units.entity_id', 'accounts.created_at') }} as entity_hash,
    units.variant,
    labels.is_positive,
    labels.is_censored
    {%- for feature in model_features(definition) %},
    {{ feature_input('features.' ~ feature['feature'], feature['kind']) }}
        as {{ feature['feature'] }}
    {%- endfor %}
from units
inner join labels
    on
        units.entity_id = labels.account_id
        and units.assigned_on = labels.as_of_date
inner join {{ ref('dim_accounts') }} as accounts
    on units.entity_id = accounts.account_id
left join last_dates
    on units.entity_id = last_dates.entity_id
left join features
    on
        last_dates.entity_id = features.account_id
        and last_dates.as_of_date = features.as_of_date
{%- endmacro %}
