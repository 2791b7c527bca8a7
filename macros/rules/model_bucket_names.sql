{#- The buckets of a model's probabilities, from the lowest, by its entry in vars.yml. -#}
{% macro model_bucket_names(entry) %}
    {%- set buckets = entry.get('buckets') -%}
    {%- if buckets is not mapping -%}
        {%- do return(['low', 'medium', 'high', 'very_high']) -%}
    {%- endif -%}
    {%- do return((buckets['shares'] if 'shares' in buckets else buckets) | list) -%}
{% endmacro %}
