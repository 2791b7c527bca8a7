{#- CTE `<model>_weights` of clusters of any shape: the nearest exemplar decides, and who is beyond the
    radius of every cluster belongs to none. One row per exemplar is joined with every point, so no
    statement grows with the number of exemplars. -#}
{% macro nearest_exemplars(model, points, keys) -%}
{%- set prefix = model['model_id'] -%}
{%- set dimensions = persona_dimensions(model) -%}
{{ prefix }}_exemplars as (
    select
        exemplar,
        max(cluster) as cluster,
        max(radius) as radius
        {%- for dimension in dimensions %},
        max(case when dimension = '{{ dimension }}' then value end) as e_{{ loop.index }}
        {%- endfor %}
    from stg_registry__exemplars
    where model_id = '{{ model['model_id'] }}'
    group by exemplar
),

{{ prefix }}_variances as (
    select max(value) as variance
    from stg_registry__mixture_parameters
    where model_id = '{{ model['model_id'] }}' and parameter = 'variance'
),

{{ prefix }}_gaps as (
    select
        {%- for key in keys %}
        {{ points }}.{{ key }},
        {%- endfor %}
        {{ prefix }}_exemplars.cluster,
        {{ prefix }}_exemplars.radius,
        {% for dimension in dimensions -%}
        {%- set gap = '(' ~ points ~ '.x_' ~ loop.index ~ ' - ' ~ prefix ~ '_exemplars.e_'
            ~ loop.index ~ ')' -%}
        {{ gap }}
        * {{ gap }}
        {{ '+ ' if not loop.last }}
        {%- endfor -%}
        as square
    from {{ points }}
    cross join {{ prefix }}_exemplars
),

{{ prefix }}_nearest as (
    select
        {%- for key in keys %}
        {{ key }},
        {%- endfor %}
        bool_or(radius is null or sqrt(square) <= radius) as is_inside
        {%- for cluster in range(1, model['clusters'] + 1) %},
        min(case when cluster = {{ cluster }} then square end) as square_{{ cluster }}
        {%- endfor %}
    from {{ prefix }}_gaps
    group by {{ keys | join(', ') }}
),

{{ prefix }}_weights as (
    select
        {%- for key in keys %}
        {{ prefix }}_nearest.{{ key }},
        {%- endfor %}
        {{ prefix }}_nearest.is_inside
        {%- for cluster in range(1, model['clusters'] + 1) %},
        sqrt({{ prefix }}_nearest.square_{{ cluster }}) as distance_{{ cluster }},
        -{{ prefix }}_nearest.square_{{ cluster }} / (2 * {{ prefix }}_variances.variance)
            as log_weight_{{ cluster }}
        {%- endfor %}
    from {{ prefix }}_nearest
    cross join {{ prefix }}_variances
)
{%- endmacro %}
