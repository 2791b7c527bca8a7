{% macro replace_view(relation, query) -%}
    {%- do return(adapter.dispatch('replace_view')(relation, query)) -%}
{%- endmacro %}


{% macro default__replace_view(relation, query) -%}
    {%- do return('create or replace view ' ~ relation ~ ' as ' ~ query) -%}
{%- endmacro %}


{#- PostgreSQL replaces a view only by one with the same columns, as the contract is while the
    project stays the same. -#}
{% macro postgres__replace_view(relation, query) -%}
    {%- do return(
        'do $view$ begin create or replace view ' ~ relation ~ ' as ' ~ query ~ '; '
        ~ 'exception when invalid_table_definition then raise exception ' ~ sql_text(
            'The columns of ' ~ relation ~ ' are others than before. Run: drop schema '
            ~ relation.schema ~ ' cascade. Then build again, which makes all views anew.'
        ) ~ '; end $view$'
    ) -%}
{%- endmacro %}
