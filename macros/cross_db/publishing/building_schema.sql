{% macro building_schema(schema) -%}
    {%- do return(adapter.dispatch('building_schema')(schema)) -%}
{%- endmacro %}


{% macro default__building_schema(schema) -%}
    {%- do return(schema) -%}
{%- endmacro %}


{#- Where builds and readers share a database, marts are built beside those that are read. Of a target
    named … published, the latter are meant. -#}
{% macro postgres__building_schema(schema) -%}
    {%- do return(
        'marts_work' if schema == 'marts' and not target.name.endswith('published') else schema
    ) -%}
{%- endmacro %}


{% macro spark__building_schema(schema) -%}
    {%- do return(postgres__building_schema(schema)) -%}
{%- endmacro %}
