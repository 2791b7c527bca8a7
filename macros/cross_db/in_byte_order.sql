{% macro in_byte_order(text) -%}
    {%- do return(adapter.dispatch('in_byte_order')(text)) -%}
{%- endmacro %}


{% macro default__in_byte_order(text) -%}
    {%- do return(text) -%}
{%- endmacro %}


{% macro postgres__in_byte_order(text) -%}
    {%- do return(text ~ ' collate "C"') -%}
{%- endmacro %}
