{#- The three terms that add or take most, largest first: CTEs that end with `<prefix>_explained`,
    which has driver_1 to driver_3 (term ids) beside the columns of `<prefix>_scored`. A term that
    adds nothing is no driver. -#}
{% macro strongest_terms(model, prefix) -%}
    {%- set terms = model['terms'] | list -%}
    {%- set below = namespace(relation=prefix ~ '_scored', taken=[]) -%}
    {%- for place in (1, 2, 3) %}

{{ prefix }}_size_{{ place }} as (
    select
        *,
        greatest(
            cast(0 as double precision)
            {%- for term in terms %},
            {% if below.taken -%}
            case
                when {% for driver in below.taken -%}
                    {{ driver }} = {{ term }}{{ ' or ' if not loop.last }}
                {%- endfor %} then 0
                else abs(term_{{ term }})
            end
            {%- else -%}
            abs(term_{{ term }})
            {%- endif %}
            {%- endfor %}
        ) as size_{{ place }}
    from {{ below.relation }}
    {{ without_merging() }}
),
        {%- set below.relation = prefix ~ ('_explained' if loop.last else '_driver_' ~ place) %}

{{ below.relation }} as (
    select
        *,
        case
            when size_{{ place }} = 0 then null
            {%- for term in terms %}
            when abs(term_{{ term }}) = size_{{ place }}
            {%- for driver in below.taken %} and {{ driver }} <> {{ term }}{% endfor %}
                then {{ term }}
            {%- endfor %}
        end as driver_{{ place }}
    from {{ prefix }}_size_{{ place }}
    {{ without_merging() }}
),
        {%- set below.taken = below.taken + ['driver_' ~ place] -%}
    {%- endfor %}
{%- endmacro %}
