with

identity_runs as (
    select * from {{ source('registry', 'identity_runs') }}
),

renamed as (
    select
        run_number,
        matched_as_of,
        matched_at,
        users,
        compared_pairs,
        settings_hash,
        parameters,
        library_versions
    from identity_runs
)

select * from renamed
