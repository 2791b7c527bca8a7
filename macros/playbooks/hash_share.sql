{#- A number from 0 to below 1 made of the first eight digits of an md5 hash, the same on every engine. -#}
{% macro hash_share(md5) -%}
    (
        {%- for digit in range(1, 9) %}
        cast(position(substring({{ md5 }}, {{ digit }}, 1) in '0123456789abcdef') - 1 as double precision)
        / {{ 16 ** digit }}
        {%- if not loop.last %} +{% endif %}
        {%- endfor %}
    )
{%- endmacro %}
