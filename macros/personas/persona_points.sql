{#- CTE `<model>_points`: features filled, drawn in, transformed and scaled, and projected where the
    model has components; one column per dimension, numbered. -#}
{% macro persona_points(model, relation, keys) -%}
{%- set prefix, features = model['model_id'], model['features'] -%}
{{ prefix }}_scalers as (
    select
        {%- for feature in features %}
        {%- set number = loop.index %}
        {%- for column in ['impute', 'low', 'high', 'mean', 'standard_deviation'] %}
        max(case when feature = '{{ feature['feature'] }}' then {{ column }} end)
            as {{ column }}_{{ number }}{{ ',' if not loop.last }}
        {%- endfor %}{{ ',' if not loop.last }}
        {%- endfor %}
    from stg_registry__feature_scalers
    where model_id = '{{ model['model_id'] }}'
),

{{ prefix }}_{{ 'scaled' if model['components'] else 'points' }} as (
    select
        {%- for key in keys %}
        {{ relation }}.{{ key }},
        {%- endfor %}
        {%- for feature in features %}
        {%- set number = loop.index %}
        {%- set drawn_in -%}
            least(
                greatest(
                    coalesce(
                        {{ relation }}.{{ feature['feature'] }},
                        {{ prefix }}_scalers.impute_{{ number }}
                    ),
                    {{ prefix }}_scalers.low_{{ number }}
                ),
                {{ prefix }}_scalers.high_{{ number }}
            )
        {%- endset %}
        (
            {{ 'ln(1 + ' ~ drawn_in ~ ')' if feature['transform'] == 'log' else drawn_in }}
            - {{ prefix }}_scalers.mean_{{ number }}
        ) / {{ prefix }}_scalers.standard_deviation_{{ number }}
            as x_{{ number }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ relation }}
    cross join {{ prefix }}_scalers
)
{%- if model['components'] %},

{{ prefix }}_loadings as (
    select
        {%- for component in range(1, model['components'] + 1) %}
        {%- for feature in features %}
        max(
            case
                when component = {{ component }} and feature = '{{ feature['feature'] }}' then loading
            end
        ) as loading_{{ component }}_{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}{{ ',' if not loop.last }}
        {%- endfor %}
    from stg_registry__projections
    where model_id = '{{ model['model_id'] }}'
),

{{ prefix }}_points as (
    select
        {%- for key in keys %}
        {{ prefix }}_scaled.{{ key }},
        {%- endfor %}
        {%- for component in range(1, model['components'] + 1) %}
        {% for feature in features -%}
        {{ prefix }}_scaled.x_{{ loop.index }}
        * {{ prefix }}_loadings.loading_{{ component }}_{{ loop.index }}
        {{ '+ ' if not loop.last }}
        {%- endfor -%}
        as x_{{ component }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ prefix }}_scaled
    cross join {{ prefix }}_loadings
)
{%- endif %}
{%- endmacro %}
