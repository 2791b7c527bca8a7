{% macro earlier_column(attribute, days) %}
    {%- do return(attribute['column'] ~ '_' ~ days ~ 'd_before') -%}
{% endmacro %}
