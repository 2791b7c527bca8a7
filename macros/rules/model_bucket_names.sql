{#- The buckets of a model's probabilities, from the lowest, by its entry in vars.yml. -#}
{% macro model_bucket_names(entry) %}
    {%- set buckets = entry.get('buckets') -%}
    {%- do return(
        buckets | list if buckets is mapping else ['low', 'medium', 'high', 'very_high']
    ) -%}
{% endmacro %}
