-- Where a kind of model knows outsiders, they are a persona of their own, with no cluster (0).
with

int_persona_models as (
    select * from {{ ref('int_persona_models') }}
),

stg_registry__persona_names as (
    select * from {{ ref('stg_registry__persona_names') }}
),

persona_names as (
    select * from {{ ref('persona_names') }}
),

generated as (
    select
        model_id,
        cluster,
        persona,
        name,
        description
    from stg_registry__persona_names
    union all
    select
        model_id,
        0 as cluster,
        'none' as persona,
        'None of them' as name,
        'unlike every persona' as description
    from int_persona_models
    where kind = 'density'
),

final as (
    select
        int_persona_models.model,
        int_persona_models.version,
        int_persona_models.model_id,
        int_persona_models.entity,
        int_persona_models.is_approximate,
        generated.cluster,
        generated.persona,
        coalesce(persona_names.name, generated.name) as persona_name,
        coalesce(persona_names.description, generated.description) as description
    from int_persona_models
    inner join generated
        on int_persona_models.model_id = generated.model_id
    left join persona_names
        on
            int_persona_models.model = persona_names.model
            and generated.persona = persona_names.persona
)

select * from final
