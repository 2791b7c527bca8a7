with

successful_runs as (
    select * from {{ source('state', 'successful_runs') }}
),

renamed as (
    select
        run_number,
        run_id,
        selector,
        as_of_date,
        received_through
    from successful_runs
)

select * from renamed
