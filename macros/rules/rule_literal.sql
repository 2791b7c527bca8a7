{% macro rule_literal(value, attribute) %}
    {%- if value is boolean -%}
        {%- do return(value | string | lower) -%}
    {%- elif value is number -%}
        {%- do return('cast(' ~ value ~ ' as double precision)'
            if attribute['data_type'].startswith('double') or attribute['kind'] == 'custom'
            else value | string) -%}
    {%- elif attribute['kind'] == 'date' -%}
        {%- do return('cast(' ~ sql_text(value) ~ ' as ' ~ attribute['data_type'] ~ ')') -%}
    {%- else -%}
        {%- do return(sql_text(value)) -%}
    {%- endif -%}
{% endmacro %}
