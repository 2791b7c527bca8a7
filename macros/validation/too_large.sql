{#- Verdict on an amount that no bill has in any currency, and whose sums would burst their type;
    null where it fits or is empty. -#}
{% macro too_large(column, limit=10000000000000) -%}
    case
        when {{ column }} >= {{ limit }}
            then concat(
                'excessive_value: {{ column }} is ', cast({{ column }} as varchar),
                ', expected: below {{ limit }}'
            )
    end
{%- endmacro %}
