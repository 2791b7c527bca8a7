{#- A binary search, one layer per halving, for all searches at once. Beyond an array's end an item is
    null, which no value reaches. -#}
{% macro search_bins(relation, searches) -%}
    {{- adapter.dispatch('search_bins')(relation, searches) -}}
{%- endmacro %}


{% macro default__search_bins(relation, searches) -%}
    {%- set below = namespace(relation=relation) -%}
    {%- for level in range(searches | map(attribute='levels') | max, 0, -1) -%}
        {%- set step = 2 ** (level - 1) -%}
        {%- set layer = relation ~ '_level_' ~ level %}
{{ layer }} as (
    select
        *
        {%- for search in searches if search['levels'] >= level %}
        {%- set found = search['name'] ~ '_' ~ (level + 1) %},
        {{ found ~ ' + ' if search['levels'] > level }}case
            when {{ search['value'] }} >= {{ array_item(
                search['bounds'], (found ~ ' + ' if search['levels'] > level else '') ~ step
            ) }} then {{ step }} else 0
        end as {{ search['name'] }}_{{ level }}
        {%- endfor %}
    from {{ below.relation }}
),
        {%- set below.relation = layer -%}
    {%- endfor %}

{{ relation }}_searched as (
    select
        *
        {%- for search in searches %},
        case when {{ search['value'] }} is null then 0 else 1 + {{ search['name'] }}_1 end
            as {{ search['name'] }}
        {%- endfor %}
    from {{ below.relation }}
),
{%- endmacro %}


{#- PostgreSQL has the search built in. -#}
{% macro postgres__search_bins(relation, searches) %}
{{ relation }}_searched as (
    select
        *
        {%- for search in searches %},
        coalesce(1 + width_bucket({{ search['value'] }}, {{ search['bounds'] }}), 0)
            as {{ search['name'] }}
        {%- endfor %}
    from {{ relation }}
    {{ without_merging() }}
),
{%- endmacro %}
