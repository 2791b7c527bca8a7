{#- What the run does from here on: build models, run its last hooks (`null` once it has ended). -#}
{% macro mark_turn(builds_models) %}
    {%- if execute and takes_a_turn() -%}
        {%- do adapter.dispatch('mark_turn')(builds_models) -%}
    {%- endif -%}
{% endmacro %}


{% macro default__mark_turn(builds_models) %}{% endmacro %}


{% macro postgres__mark_turn(builds_models) %}
    {%- set at_work = state_relation('runs_at_work') -%}
    {%- set own = ' where run_id = ' ~ sql_text(invocation_id) -%}
    {%- if builds_models is none -%}
        {%- do run_query('delete from ' ~ at_work ~ own) -%}
    {%- else -%}
        {%- do run_query('update ' ~ at_work ~ ' set builds_models = ' ~ builds_models | lower
                         ~ ', changed_at = clock_timestamp()' ~ own) -%}
    {%- endif -%}
    {%- do commit_hook() -%}
{% endmacro %}


{% macro spark__mark_turn(builds_models) %}
    {%- set at_work = state_relation('run_at_work') -%}
    {%- if builds_models -%}
        {#- Looked at again: the checks have taken a while. -#}
        {%- do take_turn() -%}
        {%- do run_query(
            'create view ' ~ at_work ~ ' as select ' ~ sql_text(invocation_id) ~ ' as run_id, '
            ~ sql_text(run_started_at.strftime('%Y-%m-%d %H:%M:%S')) ~ ' as began_at, '
            ~ sql_text(run_query('select ' ~ driver_host()).rows[0][0]) ~ ' as host, cast('
            ~ run_query("select reflect('java.lang.ProcessHandle', 'current')").rows[0][0]
            ~ ' as bigint) as process'
        ) -%}
    {%- elif builds_models is none
        and runs_at_work() | map(attribute='run_id') | list == [invocation_id] -%}
        {%- do forget_turn() -%}
    {%- endif -%}
{% endmacro %}
