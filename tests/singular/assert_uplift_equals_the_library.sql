-- Fails where SQL gives another figure than the library for a part of an uplift model, on a sample
-- kept from training.
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

int_hazard_effects as ( -- noqa: ST03
    select * from {{ ref('int_hazard_effects') }}
),

parity_inputs as ( -- noqa: ST03
    select * from {{ ref('stg_registry__parity_inputs') }}
),

parity_outputs as (
    select
        parity_outputs.model_id,
        parity_outputs.row_number,
        parity_outputs.expected
    from {{ ref('stg_registry__parity_outputs') }} as parity_outputs
    inner join {{ ref('stg_registry__uplift_parts') }} as uplift_parts
        on parity_outputs.model_id = uplift_parts.part_id
    inner join {{ ref('int_models_served') }} as models
        on uplift_parts.model_id = models.model_id
    where models.status in ('champion', 'challenger')
),
{{ parity_scores(living_uplift_parts()) }}

select
    coalesce(parity_outputs.model_id, parity_scores.model_id) as model_id,
    coalesce(parity_outputs.row_number, parity_scores.row_number) as row_number,
    parity_outputs.expected,
    parity_scores.logit
from parity_outputs
full outer join parity_scores
    on
        parity_outputs.model_id = parity_scores.model_id
        and parity_outputs.row_number = parity_scores.row_number
where
    parity_outputs.expected is null
    or parity_scores.logit is null
    or abs(parity_outputs.expected - parity_scores.logit)
    > cast(0.000000001 as double precision)
