{#- What SQL must know of the personas that are served, to be written: features, dimensions and number
    of clusters of each champion. Figures are not among it: they are read where they are used. A
    champion whose definition or features have changed since it was trained is not served. -#}
{% macro persona_models() %}
    {%- set served = [] -%}
    {%- for champion in (persona_champions() if execute else [])
        if is_servable(champion) -%}
        {%- set kinds = {} -%}
        {%- for feature in trainable_features(champion['entity']) -%}
            {%- do kinds.update({feature['feature']: feature['kind']}) -%}
        {%- endfor -%}
        {%- for feature in champion['features'] -%}
            {%- do feature.update({'kind': kinds[feature['feature']]}) -%}
        {%- endfor -%}
        {%- do served.append(champion) -%}
    {%- endfor -%}
    {%- do return(served) -%}
{% endmacro %}


{#- The champions of all personas, as training left them. -#}
{% macro persona_champions() %}
    {%- set features, shapes = {}, [] -%}
    {%- set found = run_query(
        'select scalers.model_id, scalers.feature, scalers.transform from '
        ~ source('registry', 'feature_scalers') ~ ' as scalers inner join '
        ~ source('registry', 'model_features') ~ ' as features '
        ~ 'on scalers.model_id = features.model_id and scalers.feature = features.feature '
        ~ 'order by scalers.model_id, features.position'
    ) -%}
    {%- for row in found.rows -%}
        {%- do features.setdefault(row[0], []).append({'feature': row[1], 'transform': row[2]}) -%}
    {%- endfor -%}
    {%- for row in run_query(persona_shapes()).rows -%}
        {%- do shapes.append({
            'model_id': row[0],
            'model': row[1],
            'entity': row[2],
            'kind': row[3],
            'hash': row[4],
            'clusters': row[5] | int,
            'components': (row[6] or 0) | int,
            'is_diagonal': (row[7] or 0) | int == 0,
            'features': features.get(row[0], []),
        }) -%}
    {%- endfor -%}
    {%- do return(shapes) -%}
{% endmacro %}


{% macro persona_shapes() -%}
select
    models.model_id,
    models.model,
    models.entity,
    models.kind,
    models.definition_hash,
    (
        select count(distinct centroids.cluster)
        from {{ source('registry', 'centroids') }} as centroids
        where centroids.model_id = models.model_id
    ) as clusters,
    (
        select max(projections.component)
        from {{ source('registry', 'projections') }} as projections
        where projections.model_id = models.model_id
    ) as components,
    (
        select count(*)
        from {{ source('registry', 'mixture_parameters') }} as parameters
        where
            parameters.model_id = models.model_id
            and parameters.dimension_1 <> parameters.dimension_2
    ) as skewed_factors
from {{ source('registry', 'trained_models') }} as models
inner join (
    select
        model_id,
        status,
        row_number() over (partition by model_id order by status_number desc) as recency
    from {{ source('registry', 'model_statuses') }}
) as statuses
    on models.model_id = statuses.model_id
where models.task = 'personas' and statuses.recency = 1 and statuses.status = 'champion'
order by models.model, models.version
{%- endmacro %}


{#- Whether vars.yml still means what the model was trained for, and all of its features are there. -#}
{% macro is_servable(champion) %}
    {%- set definitions = model_definitions() | selectattr('model', 'equalto', champion['model'])
        | selectattr('hash', 'equalto', champion['hash']) | list -%}
    {%- set known = trainable_features(champion['entity']) | map(attribute='feature') | list -%}
    {%- set unknown = champion['features'] | map(attribute='feature') | reject('in', known) | list -%}
    {%- do return(definitions | length > 0 and unknown | length == 0) -%}
{% endmacro %}
