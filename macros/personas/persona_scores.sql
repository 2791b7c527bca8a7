{#- CTEs that put the rows of a relation (its keys and one column per feature, numbers as doubles)
    into the clusters of one model: the last one, `<model>_scores`, has a row per input row and
    cluster. Parameters are read as one row, which every engine joins without a search. -#}
{% macro persona_scores(model, relation, keys) -%}
{%- set prefix, dimensions = model['model_id'], persona_dimensions(model) -%}
{{ persona_points(model, relation, keys) }},

{% if model['kind'] == 'kmeans' -%}
{{ nearest_centers(model, prefix ~ '_points', keys) }},
{%- elif model['kind'] == 'mixture' -%}
{{ gaussian_densities(model, prefix ~ '_points', keys) }},
{%- else -%}
{{ nearest_exemplars(model, prefix ~ '_points', keys) }},
{%- endif %}

{# The largest weight is taken off first, so that no exponential overflows or all of them vanish. #}
{{ prefix }}_scaled_weights as (
    select
        *,
        greatest(
            {%- for cluster in range(1, model['clusters'] + 1) %}
            log_weight_{{ cluster }}{{ ',' if not loop.last }}
            {%- endfor %}
        ) as highest
    from {{ prefix }}_weights
),

{{ prefix }}_exponentials as (
    select
        *
        {%- for cluster in range(1, model['clusters'] + 1) %},
        exp(greatest(log_weight_{{ cluster }} - highest, -700)) as weight_{{ cluster }}
        {%- endfor %}
    from {{ prefix }}_scaled_weights
),

{{ prefix }}_totals as (
    select
        *,
        {% for cluster in range(1, model['clusters'] + 1) -%}
        weight_{{ cluster }}{{ ' + ' if not loop.last }}
        {%- endfor %} as total_weight
    from {{ prefix }}_exponentials
),

{{ prefix }}_clusters as (
    {%- for cluster in range(0 if model['kind'] == 'density' else 1, model['clusters'] + 1) %}
    select {{ cluster }} as cluster
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

{{ prefix }}_scores as (
    select
        {%- for key in keys %}
        {{ prefix }}_totals.{{ key }},
        {%- endfor %}
        {{ prefix }}_clusters.cluster,
        case
            {%- if model['kind'] == 'density' %}
            when {{ prefix }}_totals.is_inside and {{ prefix }}_clusters.cluster = 0
                then cast(0 as double precision)
            when {{ prefix }}_clusters.cluster = 0 then cast(1 as double precision)
            when not {{ prefix }}_totals.is_inside then cast(0 as double precision)
            {%- endif %}
            {%- for cluster in range(1, model['clusters'] + 1) %}
            when {{ prefix }}_clusters.cluster = {{ cluster }}
                then {{ prefix }}_totals.weight_{{ cluster }} / {{ prefix }}_totals.total_weight
            {%- endfor %}
        end as probability,
        case {{ prefix }}_clusters.cluster
            {%- if model['kind'] == 'density' %}
            when 0
                then
                    least(
                        {%- for cluster in range(1, model['clusters'] + 1) %}
                        {{ prefix }}_totals.distance_{{ cluster }}{{ ',' if not loop.last }}
                        {%- endfor %}
                    )
            {%- endif %}
            {%- for cluster in range(1, model['clusters'] + 1) %}
            when {{ cluster }} then {{ prefix }}_totals.distance_{{ cluster }}
            {%- endfor %}
        end as distance
    from {{ prefix }}_totals
    cross join {{ prefix }}_clusters
)
{%- endmacro %}


{% macro persona_dimensions(model) %}
    {%- if model['components'] -%}
        {%- set dimensions = [] -%}
        {%- for component in range(1, model['components'] + 1) -%}
            {%- do dimensions.append('component_' ~ component) -%}
        {%- endfor -%}
        {%- do return(dimensions) -%}
    {%- endif -%}
    {%- do return(model['features'] | map(attribute='feature') | list) -%}
{% endmacro %}
