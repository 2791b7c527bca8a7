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
