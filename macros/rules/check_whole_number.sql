{% macro check_whole_number(value, least, place, problems) %}
    {%- if value is not integer or value is boolean or value < least or value > 100000 -%}
        {%- do problems.append(
            place ~ ': expected a whole number from ' ~ least ~ ' to 100000, found ' ~ shown(value)
        ) -%}
    {%- endif -%}
{% endmacro %}
