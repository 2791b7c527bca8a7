{#- Print the SQL of a model's training rows, over what the last build left. -#}
{% macro training_frame(model) %}
    {%- do stop_on_model_problems() -%}
    {%- set names = model_definitions() | map(attribute='model') | list -%}
    {%- if model not in names -%}
        {%- do exceptions.raise_compiler_error(
            'There is no model ' ~ shown(model) ~ ' in vars.yml'
            ~ (nearest_names(model, names) or '; there are ' ~ names | join(', '))
        ) -%}
    {%- endif -%}
    {%- do print(training_sql(model_definitions() | selectattr('model', 'equalto', model) | first)) -%}
{% endmacro %}
