with

term_scores as (
    select * from {{ source('registry', 'term_scores') }}
),

renamed as (
    select
        model_id,
        term_id,
        bin_1,
        bin_2,
        score,
        slope,
        origin
    from term_scores
)

select * from renamed
