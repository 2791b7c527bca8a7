{#- The additive parts of the uplift models that score or may come to. -#}
{% macro living_uplift_parts() %}
    {%- set parts = [] -%}
    {%- for model in uplift_models(living_models(['uplift'])) -%}
        {%- do parts.extend(model['parts'].values()) -%}
    {%- endfor -%}
    {%- do return(parts) -%}
{% endmacro %}
