{#- Verdict on a number below what is possible (0 unless said); null where it fits or is empty. -#}
{% macro too_small(column, least=0) -%}
    case
        when {{ column }} < {{ least }}
            then concat(
                'negative_value: {{ column }} is ', cast({{ column }} as varchar),
                ', expected: at least {{ least }}'
            )
    end
{%- endmacro %}
