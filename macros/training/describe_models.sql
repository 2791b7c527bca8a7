{#- Print, as one line of JSON, every model of vars.yml with its defaults filled in, the features
    that it may learn from, and the SQL of its training rows. -#}
{% macro describe_models() %}
    {%- do stop_on_model_problems() -%}
    {%- set described = [] -%}
    {%- set versions = versions_built() -%}
    {%- for definition in model_definitions() -%}
        {%- set features = model_features(definition) -%}
        {%- for feature in features -%}
            {%- do feature.update(version=versions.get(
                definition['entity'] ~ ' ' ~ feature['feature'], feature['version']
            )) -%}
        {%- endfor -%}
        {%- do described.append(dict(
            definition,
            population_text=rule_text(definition['population']) if definition['population'] else none,
            features=features,
            training_sql=training_sql(definition),
        )) -%}
    {%- endfor -%}
    {%- do print(tojson(described)) -%}
{% endmacro %}
