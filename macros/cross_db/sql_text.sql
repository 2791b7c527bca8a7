{% macro sql_text(value) -%}
    {%- do return(adapter.dispatch('sql_text')(value)) -%}
{%- endmacro %}


{% macro default__sql_text(value) -%}
    {%- do return("'" ~ value | string | replace("'", "''") ~ "'") -%}
{%- endmacro %}


{% macro spark__sql_text(value) -%}
    {%- do return("'" ~ value | string | replace('\\', '\\\\') | replace("'", "\\'") ~ "'") -%}
{%- endmacro %}
