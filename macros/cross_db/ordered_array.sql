{% macro ordered_array(value, number) -%}
    {{- adapter.dispatch('ordered_array')(value, number) -}}
{%- endmacro %}


{% macro default__ordered_array(value, number) -%}
    array_agg({{ value }} order by {{ number }})
{%- endmacro %}


{#- Spark collects in no order, and leaves nulls out unless they stand in a struct. -#}
{% macro spark__ordered_array(value, number) -%}
    transform(
        array_sort(collect_list(named_struct('number', {{ number }}, 'value', {{ value }}))),
        element -> element.value
    )
{%- endmacro %}
