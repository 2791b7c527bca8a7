{#- Holds every model in vars.yml against what a model may be told, before anything is built or
    trained, and stops with all that is wrong at once. A near-real-time run scores nothing. -#}
{% macro check_models() %}
    {%- if execute and flags.WHICH in ['build', 'run', 'test', 'run-operation']
        and (flags.WHICH == 'run-operation'
            or kind_of_run(selected_resources) != 'near_real_time') -%}
        {%- do stop_on_model_problems() -%}
    {%- endif -%}
{% endmacro %}
