{#- PostgreSQL's and DuckDB's locks end with whoever holds them; Spark's view is there until it is dropped. -#}
{% macro forget_turn() %}
    {%- do adapter.dispatch('forget_turn')() -%}
{% endmacro %}


{% macro default__forget_turn() %}{% endmacro %}


{% macro spark__forget_turn() %}
    {%- do run_query('drop view if exists ' ~ state_relation('run_at_work')) -%}
{% endmacro %}
