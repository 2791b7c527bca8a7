{#- CTE `<model>_weights` of a Gaussian mixture: log share plus log density. What is the same for all
    clusters (the power of 2 pi) is left out. The distance is Mahalanobis's: that of the gap to the
    centre times the Cholesky factor of the inverse covariance. -#}
{% macro gaussian_densities(model, points, keys) -%}
{%- set prefix = model['model_id'] -%}
{%- set dimensions = persona_dimensions(model) -%}
{%- set factors = factor_places(model) -%}
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

{{ prefix }}_shapes as (
    select
        {%- for cluster in range(1, model['clusters'] + 1) %}
        sum(
            case
                when cluster = {{ cluster }} and parameter in ('log_weight', 'log_determinant')
                    then value
            end
        ) as log_height_{{ cluster }}{{ ',' if not loop.last or factors }}
        {%- endfor %}
        {%- for factor in factors %}
        coalesce(max(
            case
                when
                    cluster = {{ factor['cluster'] }}
                    and parameter = 'precision_factor'
                    and dimension_1 = '{{ dimensions[factor['row'] - 1] }}'
                    and dimension_2 = '{{ dimensions[factor['column'] - 1] }}'
                    then value
            end
        ), 0) as factor_{{ factor['cluster'] }}_{{ factor['row'] }}_{{ factor['column'] }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from stg_registry__mixture_parameters
    where model_id = '{{ model['model_id'] }}'
),

{{ prefix }}_gaps as (
    select
        {%- for key in keys %}
        {{ points }}.{{ key }},
        {%- endfor %}
        {{ prefix }}_shapes.*
        {%- for cluster in range(1, model['clusters'] + 1) %}
        {%- for dimension in dimensions %},
        {{ points }}.x_{{ loop.index }} - {{ prefix }}_centers.center_{{ cluster }}_{{ loop.index }}
            as gap_{{ cluster }}_{{ loop.index }}
        {%- endfor %}
        {%- endfor %}
    from {{ points }}
    cross join {{ prefix }}_centers
    cross join {{ prefix }}_shapes
),

{{ prefix }}_whitened as (
    select
        *
        {%- for cluster in range(1, model['clusters'] + 1) %}
        {%- for column in range(1, dimensions | length + 1) %},
        {% for factor in factors
            if factor['cluster'] == cluster and factor['column'] == column -%}
        gap_{{ cluster }}_{{ factor['row'] }}
        * factor_{{ cluster }}_{{ factor['row'] }}_{{ column }}
        {{ '+ ' if not loop.last }}
        {%- endfor -%}
        as y_{{ cluster }}_{{ column }}
        {%- endfor %}
        {%- endfor %}
    from {{ prefix }}_gaps
),

{{ prefix }}_squares as (
    select
        *
        {%- for cluster in range(1, model['clusters'] + 1) %},
        {% for dimension in dimensions -%}
        y_{{ cluster }}_{{ loop.index }} * y_{{ cluster }}_{{ loop.index }}
        {{ '+ ' if not loop.last }}
        {%- endfor -%}
        as square_{{ cluster }}
        {%- endfor %}
    from {{ prefix }}_whitened
),

{{ prefix }}_weights as (
    select
        {%- for key in keys %}
        {{ key }},
        {%- endfor %}
        true as is_inside
        {%- for cluster in range(1, model['clusters'] + 1) %},
        sqrt(square_{{ cluster }}) as distance_{{ cluster }},
        log_height_{{ cluster }} - square_{{ cluster }} / 2 as log_weight_{{ cluster }}
        {%- endfor %}
    from {{ prefix }}_squares
)
{%- endmacro %}


{#- The places of the factors that may differ from 0: they are upper triangles, or diagonals. -#}
{% macro factor_places(model) %}
    {%- set places = [] -%}
    {%- for cluster in range(1, model['clusters'] + 1) -%}
        {%- for column in range(1, persona_dimensions(model) | length + 1) -%}
            {%- for row in range(column if model['is_diagonal'] else 1, column + 1) -%}
                {%- do places.append({'cluster': cluster, 'row': row, 'column': column}) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do return(places) -%}
{% endmacro %}
