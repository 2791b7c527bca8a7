{% macro array_of(items) -%}
    {%- do return(adapter.dispatch('array_of')(items)) -%}
{%- endmacro %}


{% macro default__array_of(items) -%}
    {%- do return('array[' ~ items | join(', ') ~ ']') -%}
{%- endmacro %}


{% macro spark__array_of(items) -%}
    {%- do return('array(' ~ items | join(', ') ~ ')') -%}
{%- endmacro %}
