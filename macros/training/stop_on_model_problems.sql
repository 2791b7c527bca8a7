{#- In a build, check_rules has held the segments against the rule language before. -#}
{% macro stop_on_model_problems() %}
    {%- set problems = (rule_problems() if flags.WHICH == 'run-operation' else []) or model_problems() -%}
    {%- if problems -%}
        {%- do exceptions.raise_compiler_error(
            problems | length ~ (' problem' if problems | length == 1 else ' problems')
            ~ ' in the models of vars.yml:\n\n  - ' ~ problems | join('\n  - ') ~ '\n'
        ) -%}
    {%- endif -%}
{% endmacro %}
