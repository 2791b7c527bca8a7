{#- Print, as one line of JSON, every model of vars.yml with its defaults filled in, the features
    that it may learn from, and the SQL of its training rows. -#}
{% macro describe_models() %}
    {%- do stop_on_model_problems() -%}
    {%- set described = [] -%}
    {%- for definition in model_definitions() -%}
        {%- do described.append(dict(
            definition,
            population_text=rule_text(definition['population']) if definition['population'] else none,
            features=model_features(definition),
            training_sql=training_sql(definition),
        )) -%}
    {%- endfor -%}
    {%- do print(tojson(described)) -%}
{% endmacro %}
