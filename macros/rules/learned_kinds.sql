{% macro learned_kinds() %}
    {%- do return(['score', 'persona', 'uplift', 'similarity_to']) -%}
{% endmacro %}
