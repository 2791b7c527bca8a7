{% macro ordered_array(value, number, condition='true') -%}
    {{- adapter.dispatch('ordered_array')(value, number, condition) -}}
{%- endmacro %}


{% macro default__ordered_array(value, number, condition) -%}
    array_agg({{ value }} order by {{ number }}) filter (where {{ condition }})
{%- endmacro %}


{#- Spark collects in no order, and leaves nulls out unless they stand in a struct. -#}
{% macro spark__ordered_array(value, number, condition) -%}
    transform(
        array_sort(
            collect_list(named_struct('number', {{ number }}, 'value', {{ value }}))
                filter (where {{ condition }})
        ),
        element -> element.value
    )
{%- endmacro %}
