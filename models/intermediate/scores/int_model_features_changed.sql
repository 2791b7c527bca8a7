with

trained_models as (
    select * from {{ ref('stg_registry__trained_models') }}
),

model_features as (
    select * from {{ ref('stg_registry__model_features') }}
),

dim_features as (
    select * from {{ ref('dim_features') }}
),

compared as (
    select
        model_features.model_id,
        model_features.position,
        case when dim_features.feature is null then model_features.feature end as missing_feature,
        case
            when dim_features.version <> model_features.feature_version
                then model_features.feature
        end as changed_feature
    from model_features
    inner join trained_models
        on model_features.model_id = trained_models.model_id
    left join dim_features
        on
            trained_models.entity = dim_features.entity
            and model_features.feature = dim_features.feature
),

final as (
    select
        model_id,
        {{ dbt.listagg('missing_feature', "', '", 'order by position') }} as missing_features,
        {{ dbt.listagg('changed_feature', "', '", 'order by position') }} as changed_features
    from compared
    group by model_id
)

select * from final
