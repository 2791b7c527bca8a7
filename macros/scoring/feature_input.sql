{#- A feature as models read it, in training as in scoring: numbers as doubles, yes and no as 1 and
    0, and what is not a number as missing. -#}
{% macro feature_input(column, kind) %}
    {%- if kind == 'text' -%}
        {%- do return('cast(' ~ column ~ ' as varchar)') -%}
    {%- elif kind == 'boolean' -%}
        {%- do return('cast(cast(' ~ column ~ ' as integer) as double precision)') -%}
    {%- endif -%}
    {%- do return(
        'nullif(cast(' ~ column ~ " as double precision), cast('NaN' as double precision))"
    ) -%}
{% endmacro %}
