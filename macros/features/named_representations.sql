{#- The columns of fct_account_representations that a rule or a model of vars.yml names. -#}
{% macro named_representations() %}
    {%- set asked = [var('segments', []), var('models', [])] | string -%}
    {%- set names = [] -%}
    {%- for feature in registered_features()
        if feature['mart'] == 'fct_account_representations'
        and "'" ~ feature['feature'] ~ "'" in asked -%}
        {%- do names.append(feature['feature']) -%}
    {%- endfor -%}
    {%- do return(names | sort) -%}
{% endmacro %}
