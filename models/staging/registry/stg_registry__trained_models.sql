with

trained_models as (
    select * from {{ source('registry', 'trained_models') }}
),

renamed as (
    select
        model_id,
        model,
        version,
        entity,
        task,
        kind,
        label,
        horizon_days,
        population,
        definition_hash,
        intercept,
        trained_from,
        trained_through,
        trained_as_of,
        trained_at,
        data_hash,
        library_versions,
        metrics
    from trained_models
)

select * from renamed
