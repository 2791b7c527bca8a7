{#- The segments whose look-alikes models seek. -#}
{% macro label_segments() %}
    {%- do return(
        model_definitions() | map(attribute='segment') | select('string') | unique | list
    ) -%}
{% endmacro %}
