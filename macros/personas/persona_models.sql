{#- What SQL must know of personas to be written: the features, dimensions and number of clusters of
    each model that is served, or with `of_all` of each champion and challenger. Figures are not among
    it: they are read where they are used. -#}
{% macro persona_models(of_all=false) %}
    {#- Outside the condition, so that dbt learns of the dependencies while it parses. -#}
    {%- set int_models_served = ref('int_models_served') -%}
    {%- set query = persona_shapes(
        int_models_served,
        "status in ('champion', 'challenger')" if of_all else 'is_served'
    ) -%}
    {%- set features = persona_features() -%}
    {%- if not execute or load_relation(int_models_served) is none -%}
        {%- do return([]) -%}
    {%- endif -%}
    {%- set inputs, models = {}, [] -%}
    {%- set kinds = {'account': rule_attributes('account'), 'user': rule_attributes('user')} -%}
    {%- for row in run_query(features).rows -%}
        {%- do inputs.setdefault(row[0], []).append({'feature': row[1], 'transform': row[2]}) -%}
    {%- endfor -%}
    {%- for row in run_query(query).rows -%}
        {%- set entity = row[2] -%}
        {%- for feature in inputs[row[0]] -%}
            {%- set attribute = kinds[entity].get(feature['feature'], {}) -%}
            {%- do feature.update({'kind': attribute.get('kind', 'number')}) -%}
        {%- endfor -%}
        {%- do models.append({
            'model_id': row[0],
            'model': row[1],
            'entity': entity,
            'kind': row[3],
            'clusters': row[4] | int,
            'components': (row[5] or 0) | int,
            'is_diagonal': row[6] | int == 0,
            'features': inputs[row[0]],
        }) -%}
    {%- endfor -%}
    {%- do return(models) -%}
{% endmacro %}


{#- One row per model: its kind, the number of its clusters and components, and how many factors of
    its covariances lie beside the diagonal. -#}
{% macro persona_shapes(int_models_served, condition) -%}
select
    served.model_id,
    served.model,
    served.entity,
    models.kind,
    (
        select count(distinct centroids.cluster)
        from {{ ref('stg_registry__centroids') }} as centroids
        where centroids.model_id = models.model_id
    ) as clusters,
    (
        select max(projections.component)
        from {{ ref('stg_registry__projections') }} as projections
        where projections.model_id = models.model_id
    ) as components,
    (
        select count(*)
        from {{ ref('stg_registry__mixture_parameters') }} as parameters
        where
            parameters.model_id = models.model_id
            and parameters.dimension_1 <> parameters.dimension_2
    ) as skewed_factors
from {{ int_models_served }} as served
inner join {{ ref('stg_registry__trained_models') }} as models
    on served.model_id = models.model_id
where served.task = 'personas' and served.{{ condition }}
order by served.model_id
{%- endmacro %}


{% macro persona_features() -%}
select
    scalers.model_id,
    scalers.feature,
    scalers.transform
from {{ ref('stg_registry__feature_scalers') }} as scalers
inner join {{ ref('stg_registry__model_features') }} as features
    on scalers.model_id = features.model_id and scalers.feature = features.feature
order by scalers.model_id, features.position
{%- endmacro %}
