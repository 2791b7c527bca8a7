{#- A key of `identity_matching` in vars.yml; none where it is missing, which `identity_problems`
    says before anything is built. -#}
{% macro identity_setting(key) -%}
    {%- set settings = var('identity_matching', {}) -%}
    {%- do return(settings.get(key) if settings is mapping else none) -%}
{%- endmacro %}
