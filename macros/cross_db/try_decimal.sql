{% macro try_decimal(text) -%}
    {%- do return(adapter.dispatch('try_decimal')(text)) -%}
{%- endmacro %}


{% macro default__try_decimal(text) -%}
    try_cast({{ text }} as numeric(18, 3))
{%- endmacro %}


{#- The text may be dear to work out, so it stands here once. -#}
{% macro postgres__try_decimal(text) -%}
    cast(substring({{ text }} from '^-?[0-9]{1,14}(?:[.][0-9]+)?$') as numeric(18, 3))
{%- endmacro %}
