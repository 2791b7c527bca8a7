with

parity_outputs as (
    select * from {{ source('registry', 'parity_outputs') }}
),

renamed as (
    select
        model_id,
        row_number,
        output,
        expected
    from parity_outputs
)

select * from renamed
