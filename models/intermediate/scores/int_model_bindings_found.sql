with

trained_models as (
    select * from {{ ref('stg_registry__trained_models') }}
),

model_bindings as (
    select * from {{ ref('stg_registry__model_bindings') }}
),

dim_accounts as (
    select * from {{ ref('dim_accounts') }}
),

dim_users as (
    select * from {{ ref('dim_users') }}
),

entity_hashes as (
    select
        'account' as entity,
        {{ entity_hash('account_id', 'created_at') }} as entity_hash
    from dim_accounts
    union all
    select
        'user' as entity,
        {{ entity_hash('user_id', 'signed_up_at') }} as entity_hash
    from dim_users
),

final as (
    select
        model_bindings.model_id,
        cast(count(entity_hashes.entity_hash) as double precision)
        / cast(count(*) as double precision) as share_found
    from model_bindings
    inner join trained_models
        on model_bindings.model_id = trained_models.model_id
    left join entity_hashes
        on
            trained_models.entity = entity_hashes.entity
            and model_bindings.entity_hash = entity_hashes.entity_hash
    group by model_bindings.model_id
)

select * from final
