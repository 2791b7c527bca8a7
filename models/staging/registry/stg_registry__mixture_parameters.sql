with

mixture_parameters as (
    select * from {{ source('registry', 'mixture_parameters') }}
),

renamed as (
    select
        model_id,
        cluster,
        parameter,
        dimension_1,
        dimension_2,
        value
    from mixture_parameters
)

select * from renamed
