{% macro round_half_up(value, digits=0) -%}
    {%- set whole = 'cast(sign(' ~ value ~ ') * floor(abs(' ~ value ~ ') * 1' ~ '0' * digits
        ~ ' + 0.5) as numeric(18, 0))' -%}
    {%- if digits == 0 -%}
        {%- do return(whole) -%}
    {%- endif -%}
    {%- set unit = 'cast(0.' ~ '0' * (digits - 1) ~ '1 as numeric(' ~ (digits + 1) ~ ', ' ~ digits
        ~ '))' -%}
    {%- do return('cast(' ~ whole ~ ' * ' ~ unit ~ ' as numeric(18, ' ~ digits ~ '))') -%}
{%- endmacro %}
