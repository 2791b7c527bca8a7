{#- CTE `<model>_weights` of k-means: the log weight is minus half of the squared distance over the
    variance around the centres, so that probabilities are those of equally large, round Gaussians,
    of which k-means is the limit. -#}
{% macro nearest_centers(model, points, keys) -%}
{%- set prefix = model['model_id'] -%}
{%- set dimensions = persona_dimensions(model) -%}
{{ prefix }}_centers as (
    select
        {%- for cluster in range(1, model['clusters'] + 1) %}
        {%- for dimension in dimensions %}
        max(
            case when cluster = {{ cluster }} and dimension = '{{ dimension }}' then value end
        ) as center_{{ cluster }}_{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}{{ ',' if not loop.last }}
        {%- endfor %}
    from stg_registry__centroids
    where model_id = '{{ model['model_id'] }}'
),

{{ prefix }}_variances as (
    select max(value) as variance
    from stg_registry__mixture_parameters
    where model_id = '{{ model['model_id'] }}' and parameter = 'variance'
),

{{ prefix }}_squares as (
    select
        {%- for key in keys %}
        {{ points }}.{{ key }},
        {%- endfor %}
        {{ prefix }}_variances.variance
        {%- for cluster in range(1, model['clusters'] + 1) %},
        {% for dimension in dimensions -%}
        {%- set gap = '(' ~ points ~ '.x_' ~ loop.index ~ ' - ' ~ prefix ~ '_centers.center_'
            ~ cluster ~ '_' ~ loop.index ~ ')' -%}
        {{ gap }}
        * {{ gap }}
        {{ '+ ' if not loop.last }}
        {%- endfor -%}
        as square_{{ cluster }}
        {%- endfor %}
    from {{ points }}
    cross join {{ prefix }}_centers
    cross join {{ prefix }}_variances
),

{{ prefix }}_weights as (
    select
        {%- for key in keys %}
        {{ key }},
        {%- endfor %}
        true as is_inside
        {%- for cluster in range(1, model['clusters'] + 1) %},
        sqrt(square_{{ cluster }}) as distance_{{ cluster }},
        -square_{{ cluster }} / (2 * variance) as log_weight_{{ cluster }}
        {%- endfor %}
    from {{ prefix }}_squares
)
{%- endmacro %}
