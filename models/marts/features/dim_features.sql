{#- The rows come from the YAML of the features' own models, so they can't drift from the code. -#}
{%- set features = registered_features() -%}

with

int_account_trait_changes as (
    select * from {{ ref('int_account_trait_changes') }}
),

int_user_trait_changes as (
    select * from {{ ref('int_user_trait_changes') }}
),

int_representation_models as (
    select * from {{ ref('int_representation_models') }}
),

histories as (
    select
        'account' as history,
        min(recorded_on) as recorded_from
    from int_account_trait_changes
    union all
    select
        'user' as history,
        min(recorded_on) as recorded_from
    from int_user_trait_changes
),

features as (
    {%- for feature in features %}

    select
        {{ sql_text(feature['feature']) }} as feature,
        {{ sql_text(feature['entity']) }} as entity,
        {{ sql_text(feature['category']) }} as category,
        {{ feature['version'] }} as version,
        {{ sql_text(feature['description']) }} as description,
        {{ sql_text(feature['data_type']) }} as data_type,
        {{ sql_text(feature['unit']) }} as unit,
        {{ sql_text(feature['null_means']) }} as null_means,
        {{ feature['is_point_in_time'] | lower }} as is_point_in_time,
        {{ sql_text(feature['history']) }} as history,
        {{ sql_text(feature['mart']) }} as mart,
        {{ sql_text(feature['represented_by']) }} as represented_by,
        {{ sql_text(feature['built_by']) }} as built_by
    {{ 'union all' if not loop.last }}
    {%- else %}

    select
        null as feature,
        null as entity,
        null as category,
        null as version,
        null as description,
        null as data_type,
        null as unit,
        null as null_means,
        null as is_point_in_time,
        null as history,
        null as mart,
        null as represented_by,
        null as built_by
    where 1 = 0
    {%- endfor %}
),

final as (
    select
        cast(features.feature as varchar) as feature,
        cast(features.entity as varchar) as entity,
        cast(features.category as varchar) as category,
        cast(
            case
                when cast(features.represented_by as varchar) = '' then features.version
                else
                    features.version * 1000
                    + coalesce(int_representation_models.representation_version, 0)
            end as integer
        ) as version,
        cast(features.description as varchar) as description,
        cast(features.data_type as varchar) as data_type,
        cast(nullif(features.unit, '') as varchar) as unit,
        cast(features.null_means as varchar) as null_means,
        cast(features.is_point_in_time as boolean) as is_point_in_time,
        cast(histories.recorded_from as date) as point_in_time_from,
        cast(features.mart as varchar) as mart,
        cast(features.built_by as varchar) as built_by
    from features
    left join histories
        on cast(features.history as varchar) = histories.history
    left join int_representation_models
        on
            cast(features.represented_by as varchar)
            = int_representation_models.representation
)

select * from final
