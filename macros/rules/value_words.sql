{#- A value as people write it, by its unit: shares in per cent, changes as up or down,
    codes without their underscores. -#}
{% macro value_words(column, attribute) %}
    {%- set percent = 'cast(' ~ round_half_up('abs(100 * ' ~ column ~ ')') ~ ' as varchar)' -%}
    {%- set kind, unit = attribute['kind'], attribute['unit'] -%}
    {%- if kind == 'text' -%}
        {%- do return("replace(substring(" ~ column ~ " from 1 for 100), '_', ' ')") -%}
    {%- elif kind == 'custom' -%}
        {%- do return('substring(' ~ column ~ ' from 1 for 100)') -%}
    {%- elif kind == 'boolean' -%}
        {%- do return(
            'case when ' ~ column ~ " then 'yes' when not " ~ column ~ " then 'no' end"
        ) -%}
    {%- elif unit == 'share' -%}
        {%- do return(
            'case when ' ~ column ~ " < 0 then '-' else '' end || " ~ percent ~ " || ' %'"
        ) -%}
    {%- elif unit == 'change' -%}
        {%- do return(
            'case when ' ~ column ~ " < 0 then 'down ' || " ~ percent ~ " || ' %' when " ~ column
            ~ " > 0 then 'up ' || " ~ percent ~ " || ' %' when " ~ column
            ~ " = 0 then 'unchanged' end"
        ) -%}
    {%- elif attribute['data_type'].startswith('double') or attribute['data_type'] in ('float', 'real') -%}
        {%- do return('cast(' ~ round_half_up(column, 1) ~ ' as varchar)') -%}
    {%- else -%}
        {%- do return('cast(' ~ column ~ ' as varchar)') -%}
    {%- endif -%}
{% endmacro %}
