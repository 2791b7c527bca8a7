{% macro try_cast(value, type) -%}
    {%- do return(adapter.dispatch('try_cast')(value, type)) -%}
{%- endmacro %}


{% macro default__try_cast(value, type) -%}
    {%- do return('try_cast(' ~ value ~ ' as ' ~ type ~ ')') -%}
{%- endmacro %}


{#- PostgreSQL has no cast that forgives, so only what exists may reach it: a pattern first, then
    the range of the type. -#}
{% macro postgres__try_cast(value, type) -%}
    {%- set text = 'trim(cast(' ~ value ~ ' as varchar))' -%}
    {%- if type.startswith(('timestamp', 'date')) -%}
        {%- set time = '([ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?'
            ~ '( ?([Zz]|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?))?)?$' -%}
        {%- do return(
            'case when ' ~ matches(text, calendar_day_pattern() ~ time)
            ~ ' then cast(' ~ text ~ ' as ' ~ type ~ ') end'
        ) -%}
    {%- endif -%}
    {%- set number = 'cast(' ~ text ~ ' as numeric)' -%}
    {%- set plain = '^[+-]?([0-9]{1,40}[.]?[0-9]{0,40}|[.][0-9]{1,40})([eE][+-]?[0-9]{1,2})?$' -%}
    {%- if type in ['integer', 'bigint'] -%}
        {%- set bits = 31 if type == 'integer' else 63 -%}
        {%- set fits = 'round(' ~ number ~ ') between -' ~ 2 ** bits ~ ' and ' ~ (2 ** bits - 1) -%}
    {%- elif type.startswith('double') -%}
        {%- set fits = 'true' -%}
    {%- else -%}
        {%- set precision, scale = modules.re.findall('[0-9]+', type) | map('int') -%}
        {%- set fits = 'abs(round(' ~ number ~ ', ' ~ scale ~ ')) < 1e' ~ (precision - scale) -%}
    {%- endif -%}
    {%- do return(
        'cast(case when ' ~ matches(text, plain) ~ ' then case when ' ~ fits
        ~ ' then ' ~ number ~ ' end end as ' ~ type ~ ')'
    ) -%}
{%- endmacro %}
