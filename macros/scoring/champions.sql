{#- The champions that score an entity in this run, with their rules of whom; none before the first
    build. -#}
{% macro champions(entity, tasks=['propensity', 'hazard']) %}
    {#- Outside the condition, so that dbt learns of the dependency while it parses. -#}
    {%- set int_models_served = ref('int_models_served') -%}
    {%- set found = [] -%}
    {%- set served = load_relation(int_models_served) if execute else none -%}
    {%- if served is not none -%}
        {%- set rules = {} -%}
        {%- for definition in model_definitions() if definition['population'] -%}
            {%- do rules.update({definition['model']: population_rule(definition)}) -%}
        {%- endfor -%}
        {%- for row in run_query(
            'select model_id, model from ' ~ served ~ " where is_served and task in ('"
            ~ tasks | join("', '") ~ "') and entity = '" ~ entity ~ "' order by model_id"
        ).rows -%}
            {%- do found.append({
                'model_id': row[0], 'model': row[1], 'rule': rules.get(row[1]),
            }) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- do return(found) -%}
{% endmacro %}
