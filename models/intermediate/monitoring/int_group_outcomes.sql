{#- Of every served model the last year of scores whose outcome is known, counted by the groups of
    vars.yml. Columns that an entity lacks are left out; training refuses those that none has. -#}
{%- set groups = [] -%}
{%- for entity in ('account', 'user') -%}
    {%- set columns = registered_features() | selectattr(
        'mart', 'equalto', 'fct_' ~ entity ~ '_features'
    ) | map(attribute='feature') | list -%}
    {%- for column in var('fairness_groups', []) if column in columns -%}
        {%- do groups.append({'entity': entity, 'column': column}) -%}
    {%- endfor -%}
{%- endfor -%}
{%- set months = 12 -%}

with

int_matured_scores as (
    select * from {{ ref('int_matured_scores') }}
    where is_out_of_time
),

int_models_served as (
    select * from {{ ref('int_models_served') }}
    where is_served
),

model_buckets as (
    select * from {{ ref('stg_registry__model_buckets') }}
),

fct_account_features as (
    select * from {{ ref('fct_account_features') }}
),

fct_user_features as (
    select * from {{ ref('fct_user_features') }}
),

-- People act on the buckets `high` and above; where none has that name, on the last one.
bounds as (
    select
        model_id,
        coalesce(
            min(lower_probability) filter (where bucket in ('high', 'very_high')),
            max(lower_probability)
        ) as selected_from
    from model_buckets
    group by model_id
),

last_dates as (
    select
        model_id,
        max(as_of_date) as last_as_of_date
    from int_matured_scores
    group by model_id
),

scores as (
    select
        int_matured_scores.model_id,
        int_matured_scores.model,
        int_matured_scores.version,
        int_matured_scores.entity,
        int_matured_scores.entity_id,
        int_matured_scores.as_of_date,
        int_matured_scores.probability,
        int_matured_scores.is_positive,
        int_matured_scores.probability >= bounds.selected_from as is_selected
    from int_matured_scores
    inner join int_models_served
        on int_matured_scores.model_id = int_models_served.model_id
    inner join bounds
        on int_matured_scores.model_id = bounds.model_id
    inner join last_dates
        on
            int_matured_scores.model_id = last_dates.model_id
            and int_matured_scores.as_of_date
            > {{ dbt.dateadd('month', -months, 'last_dates.last_as_of_date') }}
),

-- The rows of an entity are no independent witnesses: they weigh as much as its one.
weights as (
    select
        model_id,
        cast(count(distinct entity_id) as double precision) / count(*) as entities_per_row
    from scores
    group by model_id
),

grouped as (
    {%- for group in groups %}
    select
        scores.*,
        '{{ group.column }}' as group_column,
        coalesce(cast(features.{{ group.column }} as varchar), 'not known') as group_value
    from scores
    inner join fct_{{ group.entity }}_features as features
        on
            scores.entity = '{{ group.entity }}'
            and scores.entity_id = features.{{ group.entity }}_id
            and scores.as_of_date = features.as_of_date
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        *,
        model as group_column,
        model as group_value
    from scores
    where 1 = 0
    {%- endfor %}
),

final as (
    select
        grouped.model_id,
        grouped.model,
        grouped.version,
        grouped.entity,
        grouped.group_column,
        grouped.group_value,
        weights.entities_per_row,
        min(grouped.as_of_date) as first_as_of_date,
        max(grouped.as_of_date) as last_as_of_date,
        count(*) as scores,
        count(distinct grouped.entity_id) as entities,
        count(*) filter (where grouped.is_positive) as positives,
        count(*) filter (where grouped.is_selected) as selected,
        count(*) filter (where grouped.is_selected and grouped.is_positive) as true_positives,
        sum(grouped.probability) as probability_total
    from grouped
    inner join weights
        on grouped.model_id = weights.model_id
    group by
        grouped.model_id,
        grouped.model,
        grouped.version,
        grouped.entity,
        grouped.group_column,
        grouped.group_value,
        weights.entities_per_row
)

select * from final
