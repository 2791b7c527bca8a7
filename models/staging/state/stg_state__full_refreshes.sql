with

full_refreshes as (
    select * from {{ source('state', 'full_refreshes') }}
),

renamed as (
    select
        run_id,
        voids_through_run_number
    from full_refreshes
)

select * from renamed
