{#- `where` asks for one property of an event, because daily counts are kept by one at a time. -#}
{% macro check_where(where, place, problems) %}
    {%- if where is not mapping or where | length != 1 -%}
        {%- do problems.append(
            place ~ ': expected one property and its value or values, for example '
            ~ '{report_type: funnel}, found ' ~ shown(where)
        ) -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- for property, wanted in where.items() -%}
        {%- set values = wanted if wanted is sequence and wanted is not string
            and wanted is not mapping else [wanted] -%}
        {%- if property is not string or not values or values | reject('string') | list -%}
            {%- do problems.append(
                place ~ '.' ~ property ~ ': expected a text or a list of texts, found '
                ~ shown(wanted) ~ '; quote it'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}
