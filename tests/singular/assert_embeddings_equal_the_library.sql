-- Fails where SQL puts a row elsewhere than the library that fitted an embedding, on a sample kept
-- from training: what was trained would not be what is served. A row without any known step lies at
-- the origin.
with

int_representation_models as (
    select * from {{ ref('int_representation_models') }}
),

parity_inputs as (
    select
        int_representation_models.representation,
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
        parity_outputs.model_id,
        parity_outputs.row_number,
        parity_outputs.output,
        parity_outputs.expected
    from {{ ref('stg_registry__parity_outputs') }} as parity_outputs
    inner join int_representation_models
        on parity_outputs.model_id = int_representation_models.model_id
    where
        int_representation_models.representation
        in ('onboarding_embedding', 'usage_embedding', 'behaviour_embedding')
),

{{ sparse_projection('parity_inputs', ['model_id', 'row_number']) }},

behaviour as (
    select
        model_id,
        {%- for feature in listed('behaviour_features') %}
        max(case when feature = {{ sql_text(feature) }} then value end) as {{ feature }},
        {%- endfor %}
        row_number
    from parity_inputs
    where representation = 'behaviour_embedding'
    group by
        model_id,
        row_number
),

{{ encoder('behaviour', ['row_number'], listed('behaviour_features')) }},

found as (
    select
        model_id,
        row_number,
        concat('component_', cast(component as varchar)) as output,
        coordinate
    from projected
    union all
    select
        model_id,
        row_number,
        concat('unit_', cast(output as varchar)) as output,
        value as coordinate
    from encoded
)

select
    parity_outputs.model_id,
    parity_outputs.row_number,
    parity_outputs.output,
    parity_outputs.expected,
    found.coordinate
from parity_outputs
left join found
    on
        parity_outputs.model_id = found.model_id
        and parity_outputs.row_number = found.row_number
        and parity_outputs.output = found.output
where
    abs(parity_outputs.expected - coalesce(found.coordinate, 0))
    > cast(0.000000001 as double precision)
