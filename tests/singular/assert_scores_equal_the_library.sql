-- Fails where SQL gives another probability than the library that fitted the model, on a sample
-- kept from training. It stands before every score: what was trained is what is served.
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

parity_inputs as ( -- noqa: ST03
    select * from {{ ref('stg_registry__parity_inputs') }}
),

parity_outputs as (
    select
        parity_outputs.model_id,
        parity_outputs.row_number,
        parity_outputs.expected
    from {{ ref('stg_registry__parity_outputs') }} as parity_outputs
    inner join {{ ref('int_models_served') }} as models
        on parity_outputs.model_id = models.model_id
    where
        parity_outputs.output = 'probability'
        and models.task in ('propensity', 'hazard')
        and models.status in ('champion', 'challenger')
),
{{ parity_scores(additive_models(living_models())) }}

select
    coalesce(parity_outputs.model_id, parity_scores.model_id) as model_id,
    coalesce(parity_outputs.row_number, parity_scores.row_number) as row_number,
    parity_outputs.expected,
    parity_scores.probability
from parity_outputs
full outer join parity_scores
    on
        parity_outputs.model_id = parity_scores.model_id
        and parity_outputs.row_number = parity_scores.row_number
where
    parity_outputs.expected is null
    or parity_scores.probability is null
    or abs(parity_outputs.expected - parity_scores.probability)
    > cast(0.000000001 as double precision)
