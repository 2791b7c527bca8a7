{% macro free_turn() %}
    {%- do adapter.dispatch('free_turn')() -%}
{% endmacro %}


{% macro default__free_turn() %}
    {%- do log('Nothing to do: this engine sees by itself whether a run is still at work.', info=true) -%}
{% endmacro %}


{% macro spark__free_turn() %}
    {%- do run_query('drop view if exists ' ~ state_relation('run_at_work')) -%}
    {%- do log('The next run may begin.', info=true) -%}
{% endmacro %}
