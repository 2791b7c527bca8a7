-- Fails where SQL gives a text other topics than the library that fitted them, on a sample kept
-- from training: what was trained would not be what is served.
with

int_representation_models as (
    select * from {{ ref('int_representation_models') }}
    where representation = 'text_topics'
),

parity_inputs as (
    select
        parity_inputs.model_id,
        parity_inputs.row_number,
        parity_inputs.feature,
        parity_inputs.number_value as value
    from {{ ref('stg_registry__parity_inputs') }} as parity_inputs
    inner join int_representation_models
        on parity_inputs.model_id = int_representation_models.model_id
),

parity_outputs as (
    select
        parity_outputs.row_number,
        parity_outputs.output,
        parity_outputs.expected
    from {{ ref('stg_registry__parity_outputs') }} as parity_outputs
    inner join int_representation_models
        on parity_outputs.model_id = int_representation_models.model_id
),

{{ topic_shares('parity_inputs', ['row_number']) }},

found as (
    select
        row_number,
        concat('topic_', cast(topic as varchar)) as output,
        share
    from topic_shares
)

select
    coalesce(parity_outputs.row_number, found.row_number) as row_number,
    coalesce(parity_outputs.output, found.output) as output,
    parity_outputs.expected,
    found.share
from parity_outputs
full outer join found
    on
        parity_outputs.row_number = found.row_number
        and parity_outputs.output = found.output
where
    parity_outputs.expected is null
    or found.share is null
    or abs(parity_outputs.expected - found.share) > cast(0.000000001 as double precision)
