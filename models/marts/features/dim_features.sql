{#- The rows come from the YAML of the features' own models, so they can't drift from the code. -#}
{%- set columns = [
    'feature', 'entity', 'category', 'version', 'description', 'data_type', 'unit', 'null_means',
    'is_point_in_time', 'history', 'mart', 'represented_by', 'built_by',
] -%}

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
    {{- written_rows(columns, feature_rows(columns)) }}
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
