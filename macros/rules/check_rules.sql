{#- Holds every segment in vars.yml against the rule language before any model is built, and stops
    with all that is wrong at once: the segment, the place in its rule, and what would be valid. A
    near-real-time run evaluates no rule. -#}
{% macro check_rules() %}
    {%- if execute and flags.WHICH in ['build', 'run', 'test']
        and kind_of_run(selected_resources) != 'near_real_time' -%}
        {%- set problems = rule_problems() or version_problems() -%}
        {%- if problems -%}
            {%- do exceptions.raise_compiler_error(
                problems | length ~ (' problem' if problems | length == 1 else ' problems')
                ~ ' in the segments of vars.yml:\n\n  - ' ~ problems | join('\n  - ') ~ '\n'
            ) -%}
        {%- endif -%}
        {%- do say_what_is_trusted() -%}
    {%- endif -%}
{% endmacro %}
