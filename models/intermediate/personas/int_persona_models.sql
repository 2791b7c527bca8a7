with

int_models_served as (
    select * from {{ ref('int_models_served') }}
    where is_served and task = 'personas'
),

stg_registry__trained_models as (
    select * from {{ ref('stg_registry__trained_models') }}
),

final as (
    select
        int_models_served.model,
        int_models_served.version,
        int_models_served.model_id,
        int_models_served.entity,
        stg_registry__trained_models.kind,
        stg_registry__trained_models.kind in ('density', 'spectral') as is_approximate
    from int_models_served
    inner join stg_registry__trained_models
        on int_models_served.model_id = stg_registry__trained_models.model_id
)

select * from final
