with

reported_scores as (
    select * from {{ source('registry', 'reported_scores') }}
),

renamed as (
    select
        model_id,
        entity_hash,
        as_of_date,
        probability
    from reported_scores
)

select * from renamed
