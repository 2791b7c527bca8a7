with

model_buckets as (
    select * from {{ source('registry', 'model_buckets') }}
),

renamed as (
    select
        model_id,
        bucket,
        position,
        lower_probability
    from model_buckets
)

select * from renamed
