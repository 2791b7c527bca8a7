-- Champions that SQL can serve (see macros/personas/persona_models.sql), if they were trained on the
-- entities that are here.
with

stg_registry__trained_models as (
    select * from {{ ref('stg_registry__trained_models') }}
    where model_id in {{ sql_texts(persona_models() | map(attribute='model_id') | list) }}
),

stg_registry__model_bindings as (
    select * from {{ ref('stg_registry__model_bindings') }}
),

int_accounts_checked as (
    select * from {{ ref('int_accounts_checked') }}
    where rejected_because is null
),

int_users_checked as (
    select * from {{ ref('int_users_checked') }}
    where rejected_because is null
),

entity_hashes as (
    select {{ entity_hash('account_id', 'created_at') }} as entity_hash
    from int_accounts_checked
    union distinct
    select {{ entity_hash('user_id', 'signed_up_at') }} as entity_hash
    from int_users_checked
),

found_again as (
    select
        stg_registry__model_bindings.model_id,
        count(entity_hashes.entity_hash) * 2 >= count(*) as is_bound_to_these
    from stg_registry__model_bindings
    left join entity_hashes
        on stg_registry__model_bindings.entity_hash = entity_hashes.entity_hash
    group by stg_registry__model_bindings.model_id
),

final as (
    select
        stg_registry__trained_models.model,
        stg_registry__trained_models.version,
        stg_registry__trained_models.model_id,
        stg_registry__trained_models.entity,
        stg_registry__trained_models.kind,
        stg_registry__trained_models.kind in ('density', 'spectral') as is_approximate
    from stg_registry__trained_models
    inner join found_again
        on stg_registry__trained_models.model_id = found_again.model_id
    where found_again.is_bound_to_these
)

select * from final
