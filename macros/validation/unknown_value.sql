{#- Verdict on a value outside the vocabulary of its column; null where it is known or empty. -#}
{% macro unknown_value(column, vocabulary) -%}
    case
        when {{ column }} not in ('{{ vocabulary | join("', '") }}')
            then concat(
                'unknown_value: {{ column }} is ''', {{ column }},
                ''', expected: {{ vocabulary | join(", ") }}'
            )
    end
{%- endmacro %}
