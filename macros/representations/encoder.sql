{#- CTE `encoded`: the narrow layer of an autoencoder. Weights stand side by side in one row per model,
    so that a layer is a sum per output over rows as they are. -#}
{% macro encoder(relation, keys, features) -%}
{%- set hidden, narrow = 12, 6 -%}
{%- set scales = ['impute', 'low', 'high', 'mean', 'standard_deviation'] -%}
stg_registry__feature_scalers as (
    select * from {{ ref('stg_registry__feature_scalers') }}
),

stg_registry__dense_layers as (
    select * from {{ ref('stg_registry__dense_layers') }}
),

scales as (
    select
        model_id
        {%- for feature in features %}{% set number = loop.index %}{% for scale in scales %},
        max(case when feature = {{ sql_text(feature) }} then {{ scale }} end) as {{ scale }}_{{ number }}
        {%- endfor %}{% endfor %}
    from stg_registry__feature_scalers
    group by model_id
    having
        count(*) = {{ features | length }}
        and count(case when feature in {{ sql_texts(features) }} then 1 end) = count(*)
),

{{ dense_layer_weights(1, hidden, features | length) }},

{{ dense_layer_weights(2, narrow, hidden) }},

scaled as (
    select
        {%- for key in keys %}
        {{ relation }}.{{ key }},
        {%- endfor %}
        {{ relation }}.model_id
        {%- for feature in features %}{% set number = loop.index %},
        (
            least(
                greatest(
                    coalesce({{ relation }}.{{ feature }}, scales.impute_{{ number }}),
                    scales.low_{{ number }}
                ),
                scales.high_{{ number }}
            ) - scales.mean_{{ number }}
        ) / scales.standard_deviation_{{ number }} as unit_{{ number }}
        {%- endfor %}
    from {{ relation }}
    inner join scales
        on {{ relation }}.model_id = scales.model_id
),

{{ dense_layer('hidden_layer', 'scaled', keys, 1, hidden, features | length) }},

{{ dense_layer('encoded', 'hidden_layer', keys, 2, narrow, hidden) }}
{%- endmacro %}


{#- Weights that a layer lacks are 0, which leaves an output of a smaller network at 0. -#}
{% macro dense_layer_weights(layer, outputs, inputs) -%}
weights_{{ layer }} as (
    select
        model_id
        {%- for output in range(1, outputs + 1) %}{% for input in range(inputs + 1) %},
        sum(
            case when output = {{ output }} and input = {{ input }} then weight else 0 end
        ) as weight_{{ output }}_{{ input }}
        {%- endfor %}{% endfor %}
    from stg_registry__dense_layers
    where layer = {{ layer }}
    group by model_id
)
{%- endmacro %}


{% macro dense_layer(name, relation, keys, layer, outputs, inputs) -%}
{%- set weights = 'weights_' ~ layer -%}
{{ name }} as (
    select
        {%- for key in keys %}
        {{ relation }}.{{ key }},
        {%- endfor %}
        {{ relation }}.model_id
        {%- for output in range(1, outputs + 1) %},
        tanh(
            {{ weights }}.weight_{{ output }}_0
            {%- for input in range(1, inputs + 1) %}
            + {{ weights }}.weight_{{ output }}_{{ input }} * {{ relation }}.unit_{{ input }}
            {%- endfor %}
        ) as unit_{{ output }}
        {%- endfor %}
    from {{ relation }}
    inner join {{ weights }}
        on {{ relation }}.model_id = {{ weights }}.model_id
)
{%- endmacro %}
