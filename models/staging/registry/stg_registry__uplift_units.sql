with

uplift_units as (
    select * from {{ source('registry', 'uplift_units') }}
),

renamed as (
    select
        model_id,
        unit_number,
        entity_hash,
        is_treated,
        is_reached,
        score,
        probability_if_untreated,
        probability_if_treated
    from uplift_units
)

select * from renamed
