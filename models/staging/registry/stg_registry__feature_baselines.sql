with

feature_baselines as (
    select * from {{ source('registry', 'feature_baselines') }}
),

renamed as (
    select
        model_id,
        feature,
        data_type,
        bin_index,
        lower_bound,
        category,
        row_count,
        mean,
        standard_deviation
    from feature_baselines
)

select * from renamed
