{% macro prepare_functions() -%}
    {%- if execute -%}
        {%- do adapter.dispatch('prepare_functions')() -%}
    {%- endif -%}
{%- endmacro %}


{% macro default__prepare_functions() %}{% endmacro %}


{#- PostgreSQL 15 can't ask whether a text is JSON; a cast that fails ends the query. -#}
{% macro postgres__prepare_functions() -%}
    {%- do run_query(
        'create or replace function state.json_or_null(json_text text) returns json as $$ '
        ~ 'begin return cast(json_text as json); exception when others then return null; end $$ '
        ~ 'language plpgsql immutable strict'
    ) -%}
    {%- do commit_hook() -%}
{%- endmacro %}
