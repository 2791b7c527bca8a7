-- The parts of a model, each with its intercept, stand where additive scores look for models.
with

trained_models as ( -- noqa: ST03
    select
        part_id as model_id,
        intercept
    from {{ ref('stg_registry__uplift_parts') }}
),

int_model_terms as ( -- noqa: ST03
    select * from {{ ref('int_model_terms') }}
),

int_model_axes as ( -- noqa: ST03
    select * from {{ ref('int_model_axes') }}
),

int_score_due_dates as ( -- noqa: ST03
    select * from {{ ref('int_score_due_dates') }}
),

int_account_populations as ( -- noqa: ST03
    select * from {{ ref('int_account_populations') }}
),

fct_account_features as (
    {{ features_as_read() }}
),

{{ uplift_scores() }}
