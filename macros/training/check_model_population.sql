{#- Models are scored before segments are decided, which read their scores: a population that asked for
    either would wait for itself. -#}
{% macro check_model_population(population, scope) %}
    {%- set found = [] -%}
    {%- for kind in ['in_segment', 'review'] + learned_kinds()
        if "'" ~ kind ~ "':" in population | string -%}
        {%- do found.append(kind) -%}
    {%- endfor -%}
    {%- if found -%}
        {%- do scope['problems'].append(
            scope['place'] ~ ', population: models are scored before segments are decided, so '
            ~ found | join(' and ') ~ ' has nothing to look at; say what makes the population in '
            ~ 'attributes and events'
        ) -%}
    {%- endif -%}
{% endmacro %}
