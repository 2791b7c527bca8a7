{#- Verdict on a period that ends before it starts; null where it doesn't, or has no end. -#}
{% macro ends_before_start(starts_at, ends_at) -%}
    case
        when {{ ends_at }} < {{ starts_at }}
            then concat(
                'impossible_period: {{ ends_at }} ', cast({{ ends_at }} as varchar),
                ' is before {{ starts_at }} ', cast({{ starts_at }} as varchar)
            )
    end
{%- endmacro %}
