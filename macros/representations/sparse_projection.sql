{#- CTE `projected`: rows of (keys, model_id, feature, value) times the loadings of their model. -#}
{% macro sparse_projection(relation, keys) -%}
stg_registry__projections as (
    select * from {{ ref('stg_registry__projections') }}
),

projected as (
    select
        {%- for key in keys %}
        {{ relation }}.{{ key }},
        {%- endfor %}
        stg_registry__projections.component,
        sum({{ relation }}.value * stg_registry__projections.loading) as coordinate
    from {{ relation }}
    inner join stg_registry__projections
        on
            {{ relation }}.model_id = stg_registry__projections.model_id
            and {{ relation }}.feature = stg_registry__projections.feature
    group by
        {%- for key in keys %}
        {{ relation }}.{{ key }},
        {%- endfor %}
        stg_registry__projections.component
)
{%- endmacro %}
