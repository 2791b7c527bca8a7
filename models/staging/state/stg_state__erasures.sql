with

erasures as (
    select * from {{ source('state', 'erasures') }}
),

renamed as (
    select
        run_id,
        erased_count
    from erasures
)

select * from renamed
