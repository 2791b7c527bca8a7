{#- Outcomes that one wants to avoid. An uplift model learns what keeps them from coming. -#}
{% macro unwanted_outcomes() %}
    {%- do return(['churned']) -%}
{% endmacro %}
