{% macro check_selector() %}
    {%- if execute and flags.WHICH in ['build', 'run', 'retry'] -%}
        {%- if invocation_args_dict.get('selector') == 'full' and not flags.FULL_REFRESH -%}
            {%- do exceptions.raise_compiler_error(
                "The selector full builds everything from scratch, and asks for it in so many words. "
                ~ "Run: dbt build --selector full --full-refresh"
            ) -%}
        {%- elif kind_of_run(selected_resources) == 'near_real_time' -%}
            {%- do check_daily_run() -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
