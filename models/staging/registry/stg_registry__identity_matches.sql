with

identity_matches as (
    select * from {{ source('registry', 'identity_matches') }}
),

renamed as (
    select
        run_number,
        left_hash,
        right_hash,
        probability,
        match_weight,
        found_by,
        because,
        evidence
    from identity_matches
)

select * from renamed
