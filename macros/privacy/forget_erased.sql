{#- On-run-end, after a run of everything in which nothing failed: the erasure is done, and what was
    deleted is no longer in the warehouse's files either. -#}
{% macro forget_erased() %}
    {%- if execute and flags.WHICH in ['build', 'run'] and not flags.EMPTY and not flags.SAMPLE -%}
        {%- set passed = results
            | selectattr('status', 'in', ['success', 'pass', 'warn', 'no-op'])
            | map(attribute='node.unique_id') | list -%}
        {%- if passed | length == results | length and kind_of_run(passed) == 'daily'
            and erasure_is_due() -%}
            {%- do note_erasures() -%}
            {%- do commit_hook() -%}
            {%- do rewrite_warehouse() -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
