{#- One chain of CTEs per model: population, scaling, projection, distances, probabilities; see
    macros/personas. -#}
{%- set models = persona_models() -%}
with

int_persona_models as (
    select * from {{ ref('int_persona_models') }}
),

int_persona_dates as ( -- noqa: ST03
    select * from {{ ref('int_persona_dates') }}
),

int_as_of_dates as ( -- noqa: ST03
    select * from {{ ref('int_as_of_dates') }}
),

fct_account_features as ( -- noqa: ST03
    {{ features_as_read() }}
),

fct_user_features as ( -- noqa: ST03
    select * from {{ ref('fct_user_features') }}
),

int_entity_attributes_checked as ( -- noqa: ST03
    select * from {{ ref('int_entity_attributes_checked') }}
),

int_daily_activity as ( -- noqa: ST03
    select * from {{ ref('int_daily_activity') }}
),

int_daily_activity_by_property as ( -- noqa: ST03
    select * from {{ ref('int_daily_activity_by_property') }}
),

{% for relation in [
    'feature_scalers', 'projections', 'centroids', 'mixture_parameters', 'exemplars'
] -%}
stg_registry__{{ relation }} as ( -- noqa: ST03
    select * from {{ ref('stg_registry__' ~ relation) }}
),

{% endfor %}

{%- for model in models %}

{{ persona_population(model) }},

{{ persona_scores(model, model['model_id'] ~ '_inputs', ['entity_id', 'as_of_date']) }},
{% endfor %}

scores as (
    {%- for model in models %}
    select
        cast('{{ model['model_id'] }}' as varchar) as model_id,
        entity_id,
        as_of_date,
        cluster,
        probability,
        distance
    from {{ model['model_id'] }}_scores
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        model_id,
        cast(null as varchar) as entity_id,
        cast(null as date) as as_of_date,
        cast(null as integer) as cluster,
        cast(null as double precision) as probability,
        cast(null as double precision) as distance
    from int_persona_models
    where 1 = 0
    {%- endfor %}
),

final as (
    select
        scores.model_id,
        int_persona_models.model,
        scores.entity_id,
        scores.as_of_date,
        scores.cluster,
        scores.probability,
        scores.distance
    from scores
    inner join int_persona_models
        on scores.model_id = int_persona_models.model_id
)

select * from final
