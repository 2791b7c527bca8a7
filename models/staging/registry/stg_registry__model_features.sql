with

model_features as (
    select * from {{ source('registry', 'model_features') }}
),

renamed as (
    select
        model_id,
        feature,
        feature_version,
        data_type,
        position
    from model_features
)

select * from renamed
