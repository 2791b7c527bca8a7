{% macro between_bounds(value, lowest, highest) %}
    {%- do return(
        'least(greatest(' ~ value ~ ', cast(' ~ lowest ~ ' as double precision)), cast('
        ~ highest ~ ' as double precision))'
    ) -%}
{% endmacro %}
