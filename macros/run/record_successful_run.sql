{% macro record_successful_run() %}
    {#- Outside the condition, so that dbt learns of the dependencies while it parses. -#}
    {%- set runs = {'daily': ref('int_run'), 'near_real_time': ref('int_run_current')} -%}
    {%- if execute and flags.WHICH in ['build', 'run'] and not flags.EMPTY and not flags.SAMPLE -%}
        {#- Exposures are in the graph and nothing is done about them. -#}
        {%- set passed = results
            | selectattr('status', 'in', ['success', 'pass', 'warn', 'no-op'])
            | map(attribute='node.unique_id') | list -%}
        {%- set kind = kind_of_run(passed) -%}
        {%- if passed | length == results | length and kind in runs -%}
            {%- do run_query(
                'insert into ' ~ state_relation('successful_runs')
                ~ ' select '
                ~ '(select coalesce(max(run_number), 0) + 1 from '
                ~ state_relation('successful_runs') ~ '), '
                ~ sql_text(invocation_id) ~ ', ' ~ sql_text(kind)
                ~ ', as_of_date, received_through from ' ~ runs[kind]
            ) -%}
            {%- do commit_hook() -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
