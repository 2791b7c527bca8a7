-- Of each representation's trainings the one that holds today, if it was trained on these accounts.
with

stg_registry__trained_models as (
    select * from {{ ref('stg_registry__trained_models') }}
    where task in ('embedding', 'topics')
),

stg_registry__model_statuses as (
    select * from {{ ref('stg_registry__model_statuses') }}
),

stg_registry__model_bindings as (
    select * from {{ ref('stg_registry__model_bindings') }}
),

int_account_hashes as (
    select * from {{ ref('int_account_hashes') }}
),

last_statuses as (
    select
        model_id,
        max(status_number) as status_number
    from stg_registry__model_statuses
    group by model_id
),

champions as (
    select stg_registry__model_statuses.model_id
    from stg_registry__model_statuses
    inner join last_statuses
        on
            stg_registry__model_statuses.model_id = last_statuses.model_id
            and stg_registry__model_statuses.status_number = last_statuses.status_number
    where stg_registry__model_statuses.status = 'champion'
),

found_again as (
    select
        stg_registry__model_bindings.model_id,
        count(int_account_hashes.entity_hash) * 2 >= count(*) as is_bound_to_these_accounts
    from stg_registry__model_bindings
    left join int_account_hashes
        on stg_registry__model_bindings.entity_hash = int_account_hashes.entity_hash
    group by stg_registry__model_bindings.model_id
),

newest as (
    select
        stg_registry__trained_models.model,
        max(stg_registry__trained_models.version) as version
    from stg_registry__trained_models
    inner join champions
        on stg_registry__trained_models.model_id = champions.model_id
    inner join found_again
        on stg_registry__trained_models.model_id = found_again.model_id
    where found_again.is_bound_to_these_accounts
    group by stg_registry__trained_models.model
),

final as (
    select
        stg_registry__trained_models.model as representation,
        stg_registry__trained_models.version as representation_version,
        stg_registry__trained_models.model_id,
        stg_registry__trained_models.trained_through
    from stg_registry__trained_models
    inner join newest
        on
            stg_registry__trained_models.model = newest.model
            and stg_registry__trained_models.version = newest.version
)

select * from final
