/*
Fails for each column of the feature marts that dim_features doesn't describe, and for each feature
that no mart has. Rules, models and people look features up in dim_features: a column that isn't
there doesn't exist for them, and one that is there alone breaks whatever uses it.
*/
-- depends_on: {{ ref('fct_account_features') }}
-- depends_on: {{ ref('fct_user_features') }}
-- depends_on: {{ ref('fct_account_representations') }}
{%- set keys = {
    'fct_account_features': 'account_id',
    'fct_user_features': 'user_id',
    'fct_account_representations': 'account_id',
} -%}
{%- set others = ['as_of_date', 'represented_by'] %}

with

dim_features as (
    select * from {{ ref('dim_features') }}
),

built as (
    {%- for mart, key in keys.items() %}
    {%- set columns = adapter.get_columns_in_relation(ref(mart)) if execute else [] %}
    {%- for column in columns if column.name | lower not in others + [key] %}

    select
        {{ sql_text(mart.split('_')[1]) }} as entity,
        {{ sql_text(column.name | lower) }} as feature
    union all
    {%- endfor %}
    {%- endfor %}

    select
        null as entity,
        null as feature
),

final as (
    select
        coalesce(built.entity, dim_features.entity) as entity,
        coalesce(built.feature, dim_features.feature) as feature,
        built.feature is not null as is_built,
        dim_features.feature is not null as is_registered
    from dim_features
    full outer join built
        on
            dim_features.entity = built.entity
            and dim_features.feature = built.feature
    where
        coalesce(built.feature, dim_features.feature) is not null
        and (built.feature is null or dim_features.feature is null)
)

select * from final
