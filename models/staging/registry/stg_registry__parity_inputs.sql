with

parity_inputs as (
    select * from {{ source('registry', 'parity_inputs') }}
),

renamed as (
    select
        model_id,
        row_number,
        feature,
        number_value,
        text_value
    from parity_inputs
)

select * from renamed
