with

feature_scalers as (
    select * from {{ source('registry', 'feature_scalers') }}
),

renamed as (
    select
        model_id,
        feature,
        transform,
        impute,
        low,
        high,
        mean,
        standard_deviation
    from feature_scalers
)

select * from renamed
