with

model_terms as (
    select * from {{ source('registry', 'model_terms') }}
),

renamed as (
    select
        model_id,
        term_id,
        feature_1,
        feature_2,
        importance
    from model_terms
)

select * from renamed
