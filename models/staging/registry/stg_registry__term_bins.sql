with

term_bins as (
    select * from {{ source('registry', 'term_bins') }}
),

renamed as (
    select
        model_id,
        term_id,
        axis,
        bin_index,
        lower_bound,
        category
    from term_bins
)

select * from renamed
