with

model_statuses as (
    select * from {{ source('registry', 'model_statuses') }}
),

renamed as (
    select
        status_number,
        model_id,
        status,
        decided_at,
        because
    from model_statuses
)

select * from renamed
