{% macro learned_kinds() %}
    {%- do return(['score', 'persona', 'similarity_to', 'uplift']) -%}
{% endmacro %}
