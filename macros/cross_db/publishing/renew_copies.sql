{#- Exports and boards are files beside a DuckDB file; other engines have none. -#}
{% macro renew_copies() %}
    {%- do adapter.dispatch('renew_copies')() -%}
{% endmacro %}


{% macro default__renew_copies() %}{% endmacro %}


{% macro duckdb__renew_copies() %}
    {%- set published = sql_text(env_var('WAREHOUSE', 'warehouse.duckdb')) -%}
    {%- for row in run_query('select unnest(renew_copies(' ~ published ~ '))').rows -%}
        {%- do log('Erased: ' ~ row[0], info=true) -%}
    {%- endfor -%}
{% endmacro %}
