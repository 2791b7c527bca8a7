{#- Verdict on an amount that no bill has in any currency, and whose sums would burst their type;
    null where it fits or is empty. -#}
{% macro too_large(column) -%}
    case
        when {{ column }} >= 10000000000000
            then concat(
                'excessive_value: {{ column }} is ', cast({{ column }} as varchar),
                ', expected: below 10000000000000'
            )
    end
{%- endmacro %}
