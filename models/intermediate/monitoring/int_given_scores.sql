{{ config(materialized='view') }}

with

trained_models as (
    select * from {{ ref('stg_registry__trained_models') }}
    where task in ('propensity', 'hazard')
),

reported_scores as (
    select * from {{ ref('stg_registry__reported_scores') }}
),

fct_scores as (
    select * from {{ ref('fct_scores') }}
),

int_as_of_dates as (
    select as_of_date from {{ ref('int_as_of_dates') }}
    where is_month_end
),

dim_accounts as (
    select * from {{ ref('dim_accounts') }}
),

dim_users as (
    select * from {{ ref('dim_users') }}
),

entities as (
    select
        'account' as entity,
        account_id as entity_id,
        {{ entity_hash('account_id', 'created_at') }} as entity_hash
    from dim_accounts
    union all
    select
        'user' as entity,
        user_id as entity_id,
        {{ entity_hash('user_id', 'signed_up_at') }} as entity_hash
    from dim_users
),

reported as (
    select
        reported_scores.model_id,
        entities.entity_id,
        reported_scores.as_of_date,
        reported_scores.probability
    from reported_scores
    inner join trained_models
        on reported_scores.model_id = trained_models.model_id
    inner join entities
        on
            trained_models.entity = entities.entity
            and reported_scores.entity_hash = entities.entity_hash
),

served as (
    select
        trained_models.model_id,
        fct_scores.entity_id,
        fct_scores.as_of_date,
        fct_scores.probability
    from fct_scores
    inner join int_as_of_dates
        on fct_scores.as_of_date = int_as_of_dates.as_of_date
    inner join trained_models
        on
            fct_scores.model = trained_models.model
            and fct_scores.version = trained_models.version
    left join reported
        on
            trained_models.model_id = reported.model_id
            and fct_scores.entity_id = reported.entity_id
            and fct_scores.as_of_date = reported.as_of_date
    where reported.model_id is null
),

given as (
    select
        model_id,
        entity_id,
        as_of_date,
        probability,
        true as is_reported
    from reported
    union all
    select
        model_id,
        entity_id,
        as_of_date,
        probability,
        false as is_reported
    from served
),

final as (
    select
        given.model_id,
        trained_models.model,
        trained_models.version,
        trained_models.entity,
        trained_models.task,
        trained_models.label,
        trained_models.horizon_days,
        given.entity_id,
        given.as_of_date,
        given.probability,
        given.is_reported,
        given.is_reported or given.as_of_date > trained_models.trained_through as is_out_of_time
    from given
    inner join trained_models
        on given.model_id = trained_models.model_id
)

select * from final
