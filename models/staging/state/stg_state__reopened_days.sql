with

reopened_days as (
    select * from {{ source('state', 'reopened_days') }}
),

renamed as (
    select
        event_day,
        erased_count
    from reopened_days
)

select * from renamed
