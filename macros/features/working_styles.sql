{#- The ways of working that features of the product may stand for (seeds/feature_styles.csv). -#}
{% macro working_styles() %}
    {%- do return(
        ['automation', 'templates', 'collaboration', 'creation', 'viewing', 'reporting']
    ) -%}
{% endmacro %}
