{#- One scan per code: portable, and slowest where codes are many. -#}
{% macro unpivot_codes(relation, keys, codes) -%}
    {{- adapter.dispatch('unpivot_codes')(relation, keys, codes) -}}
{%- endmacro %}


{% macro default__unpivot_codes(relation, keys, codes) -%}
    {%- for code in codes %}
    select
        {{ keys | join(', ') }},
        {{ code }} as code
    from {{ relation }}
    where {{ code }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- One scan in all: every code is worked out once per row, and the nulls fall out of a list. -#}
{% macro duckdb__unpivot_codes(relation, keys, codes) %}
    select
        {{ keys | join(', ') }},
        unnest(list_filter([
            {{ codes | join(',\n            ') }}
        ], lambda code: code is not null)) as code
    from {{ relation }}
{% endmacro %}
