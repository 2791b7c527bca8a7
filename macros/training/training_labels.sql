{#- The population with its labels. Who is not at risk of the outcome has no row; a model without an
    outcome has rows without labels. -#}
{% macro training_labels(definition) -%}
{%- if definition['outcome'] == 'member_of' -%}
    select
        population.entity_id,
        population.as_of_date,
        members.entity_id is not null as is_positive,
        false as is_censored,
        cast(null as integer) as days_to_outcome,
        cast(null as integer) as days_observed
    from population
    left join {{ ref('int_membership_labels') }} as members
        on
            population.entity_id = members.entity_id
            and population.as_of_date = members.as_of_date
            and members.segment = {{ sql_text(definition['segment']) }}
{%- elif definition['outcome'] %}
    select
        population.entity_id,
        population.as_of_date,
        account_labels.is_positive,
        account_labels.is_censored,
        account_labels.days_to_outcome,
        account_labels.days_observed
    from population
    inner join {{ ref('int_account_labels') }} as account_labels
        on
            population.entity_id = account_labels.account_id
            and population.as_of_date = account_labels.as_of_date
            and account_labels.outcome = {{ sql_text(definition['outcome']) }}
            and account_labels.horizon_days = {{ definition['horizon_days'] }}
{%- else %}
    select
        population.entity_id,
        population.as_of_date,
        cast(null as boolean) as is_positive,
        false as is_censored,
        cast(null as integer) as days_to_outcome,
        cast(null as integer) as days_observed
    from population
{%- endif %}
{%- endmacro %}
