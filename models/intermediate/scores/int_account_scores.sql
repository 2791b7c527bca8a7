with

trained_models as ( -- noqa: ST03
    select * from {{ ref('stg_registry__trained_models') }}
),

int_model_terms as ( -- noqa: ST03
    select * from {{ ref('int_model_terms') }}
),

int_model_axes as ( -- noqa: ST03
    select * from {{ ref('int_model_axes') }}
),

int_hazard_effects as ( -- noqa: ST03
    select * from {{ ref('int_hazard_effects') }}
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

{{ entity_scores('account') }}
