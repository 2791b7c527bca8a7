-- Fails where SQL puts a sample row into clusters with other probabilities than the library did
-- when the model was trained: then what was trained is not what is served.
{%- set models = persona_models(of_all=true) %}
with

parity_inputs as ( -- noqa: ST03
    select * from {{ ref('stg_registry__parity_inputs') }}
),

parity_outputs as (
    select * from {{ ref('stg_registry__parity_outputs') }}
),

{% for relation in [
    'feature_scalers', 'projections', 'centroids', 'mixture_parameters', 'exemplars'
] -%}
stg_registry__{{ relation }} as (
    select * from {{ ref('stg_registry__' ~ relation) }}
),

{% endfor %}

{%- for model in models %}
{{ model['model_id'] }}_inputs as (
    select
        model_id,
        row_number
        {%- for feature in model['features'] %},
        max(case when feature = '{{ feature['feature'] }}' then number_value end)
            as {{ feature['feature'] }}
        {%- endfor %}
    from parity_inputs
    where model_id = '{{ model['model_id'] }}'
    group by model_id, row_number
),

{{ persona_scores(model, model['model_id'] ~ '_inputs', ['model_id', 'row_number']) }},
{% endfor %}

scores as (
    {%- for model in models %}
    select
        model_id,
        row_number,
        cluster,
        probability
    from {{ model['model_id'] }}_scores
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        model_id,
        row_number,
        row_number as cluster,
        expected as probability
    from parity_outputs
    where 1 = 0
    {%- endfor %}
),

persona_outputs as (
    select
        parity_outputs.model_id,
        parity_outputs.row_number,
        parity_outputs.output,
        parity_outputs.expected
    from parity_outputs
    where
        parity_outputs.model_id in
        {{ sql_texts(models | map(attribute='model_id') | list) }}
)

select
    persona_outputs.model_id,
    persona_outputs.row_number,
    persona_outputs.output,
    persona_outputs.expected,
    scores.probability
from persona_outputs
left join scores
    on
        persona_outputs.model_id = scores.model_id
        and persona_outputs.row_number = scores.row_number
        and persona_outputs.output = concat('cluster_', cast(scores.cluster as varchar))
where
    scores.probability is null
    or abs(scores.probability - persona_outputs.expected) > 1e-9
