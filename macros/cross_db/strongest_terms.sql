{#- The terms that add or take most, largest first: CTEs that end with `<prefix>_explained`, which has
    driver_1 to driver_3 (term ids, 1, 2, …) beside the columns of `<prefix>_scored`. A term that
    adds nothing is no driver; of two that are as strong, the one with the lower id comes first. -#}
{% macro strongest_terms(model, prefix) -%}
    {{- adapter.dispatch('strongest_terms')(model, prefix) -}}
{%- endmacro %}


{% macro default__strongest_terms(model, prefix) -%}
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


{#- DuckDB finds the three largest items of an array, and the place of each, at half the cost. -#}
{% macro duckdb__strongest_terms(model, prefix) -%}
    {%- set sizes = [] -%}
    {%- for term in model['terms'] -%}
        {%- do sizes.append('abs(term_' ~ term ~ ')') -%}
    {%- endfor %}

{{ prefix }}_sizes as (
    select
        *,
        cast({{ array_of(sizes) }} as double precision[]) as sizes
    from {{ prefix }}_scored
),

{{ prefix }}_largest as (
    select
        *,
        list_aggregate(sizes, 'max', 3) as largest
    from {{ prefix }}_sizes
),
    {%- set below = namespace(relation=prefix ~ '_largest') -%}
    {%- for place in (1, 2, 3) %}

{{ prefix }}_{{ 'explained' if loop.last else 'driver_' ~ place }} as (
    select
        *,
        case
            when coalesce(largest[{{ place }}], 0) = 0 then null
            {%- if place > 1 %}
            when largest[{{ place }}] = largest[{{ place - 1 }}]
                then
                    driver_{{ place - 1 }}
                    + list_position(sizes[driver_{{ place - 1 }} + 1:], largest[{{ place }}])
            {%- endif %}
            else list_position(sizes, largest[{{ place }}])
        end as driver_{{ place }}
    from {{ below.relation }}
),
        {%- set below.relation = prefix ~ '_driver_' ~ place -%}
    {%- endfor %}
{%- endmacro %}
