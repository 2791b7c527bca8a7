{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        partition_by='as_of_date',
        full_refresh=false,
        on_schema_change='append_new_columns',
        pre_hook=[
            "{{ delete_scores_due() }}",
            "{{ thin_to_month_ends('as_of_date') }}",
        ],
    )
}}

with

int_account_scores as (
    select * from {{ ref('int_account_scores') }}
),

int_user_scores as (
    select * from {{ ref('int_user_scores') }}
),

trained_models as (
    select * from {{ ref('stg_registry__trained_models') }}
),

model_buckets as (
    select * from {{ ref('stg_registry__model_buckets') }}
),

buckets as (
    select
        model_id,
        bucket,
        lower_probability,
        lead(lower_probability) over (
            partition by model_id order by position
        ) as upper_probability
    from model_buckets
),

scores as (
    select
        'account' as entity,
        entity_id,
        as_of_date,
        model_id,
        logit,
        probability
    from int_account_scores
    union all
    select
        'user' as entity,
        entity_id,
        as_of_date,
        model_id,
        logit,
        probability
    from int_user_scores
),

ranked as (
    select
        *,
        rank() over (
            partition by model_id, as_of_date order by probability desc
        ) as score_rank
    from scores
),

final as (
    select
        cast(ranked.entity as varchar) as entity,
        cast(ranked.entity_id as varchar) as entity_id,
        cast(trained_models.model as varchar) as model,
        cast(trained_models.version as integer) as version,
        cast(ranked.logit as double precision) as logit,
        cast(ranked.probability as double precision) as probability,
        cast(buckets.bucket as varchar) as bucket,
        cast(ranked.score_rank as bigint) as score_rank,
        ranked.as_of_date
    from ranked
    inner join trained_models
        on ranked.model_id = trained_models.model_id
    left join buckets
        on
            ranked.model_id = buckets.model_id
            and ranked.probability >= buckets.lower_probability
            and (
                ranked.probability < buckets.upper_probability
                or buckets.upper_probability is null
            )
)

select * from final
