{#- CTE `encoded`: the narrow layer of an autoencoder. Each layer is a join: a row's inputs times the
    weights that lead from them to an output; input 0 is 1, whose weight is the bias. -#}
{% macro encoder(relation, keys, features) -%}
{%- set key_list = keys | join(', ') -%}
stg_registry__model_features as (
    select * from {{ ref('stg_registry__model_features') }}
),

stg_registry__feature_scalers as (
    select * from {{ ref('stg_registry__feature_scalers') }}
),

stg_registry__dense_layers as (
    select * from {{ ref('stg_registry__dense_layers') }}
),

-- a model that reads what is no longer there says nothing
readable_models as (
    select model_id
    from stg_registry__model_features
    group by model_id
    having count(*) = count(case when feature in {{ sql_texts(features) }} then 1 end)
),

scalers as (
    select
        stg_registry__feature_scalers.*,
        stg_registry__model_features.position
    from stg_registry__feature_scalers
    inner join stg_registry__model_features
        on
            stg_registry__feature_scalers.model_id = stg_registry__model_features.model_id
            and stg_registry__feature_scalers.feature = stg_registry__model_features.feature
    inner join readable_models
        on stg_registry__feature_scalers.model_id = readable_models.model_id
),

known_values as (
    select
        {%- for key in keys %}
        {{ relation }}.{{ key }},
        {%- endfor %}
        scalers.model_id,
        scalers.position,
        coalesce(
            case scalers.feature
                {%- for feature in features %}
                when {{ sql_text(feature) }} then {{ relation }}.{{ feature }}
                {%- endfor %}
            end,
            scalers.impute
        ) as known_value,
        scalers.low,
        scalers.high,
        scalers.mean,
        scalers.standard_deviation
    from {{ relation }}
    inner join scalers
        on {{ relation }}.model_id = scalers.model_id
),

constants as (
    select
        {%- for key in keys %}
        {{ relation }}.{{ key }},
        {%- endfor %}
        {{ relation }}.model_id,
        0 as input,
        cast(1 as double precision) as value
    from {{ relation }}
    inner join readable_models
        on {{ relation }}.model_id = readable_models.model_id
),

inputs_1 as (
    select
        {{ key_list }},
        model_id,
        position as input,
        (least(greatest(known_value, low), high) - mean) / standard_deviation as value
    from known_values
    union all
    select * from constants
),

{{ dense_layer('outputs_1', 'inputs_1', keys, 1) }},

inputs_2 as (
    select
        {{ key_list }},
        model_id,
        output as input,
        value
    from outputs_1
    union all
    select * from constants
),

{{ dense_layer('encoded', 'inputs_2', keys, 2) }}
{%- endmacro %}


{% macro dense_layer(name, inputs, keys, layer) -%}
{{ name }} as (
    select
        {%- for key in keys %}
        {{ inputs }}.{{ key }},
        {%- endfor %}
        {{ inputs }}.model_id,
        stg_registry__dense_layers.output,
        tanh(sum({{ inputs }}.value * stg_registry__dense_layers.weight)) as value
    from {{ inputs }}
    inner join stg_registry__dense_layers
        on
            {{ inputs }}.model_id = stg_registry__dense_layers.model_id
            and {{ inputs }}.input = stg_registry__dense_layers.input
    where stg_registry__dense_layers.layer = {{ layer }}
    group by
        {%- for key in keys %}
        {{ inputs }}.{{ key }},
        {%- endfor %}
        {{ inputs }}.model_id,
        stg_registry__dense_layers.output
)
{%- endmacro %}
