{#- Model ids of the models of some tasks that score or may come to: champions and challengers. -#}
{% macro living_models(tasks=['propensity', 'hazard']) %}
    {#- Outside the condition, so that dbt learns of the dependency while it parses. -#}
    {%- set int_models_served = ref('int_models_served') -%}
    {%- set served = load_relation(int_models_served) if execute else none -%}
    {%- if served is none -%}
        {%- do return([]) -%}
    {%- endif -%}
    {%- do return(run_query(
        'select model_id from ' ~ served ~ " where task in ('" ~ tasks | join("', '") ~ "') "
        ~ "and status in ('champion', 'challenger') order by model_id"
    ).columns[0].values() | list) -%}
{% endmacro %}
