{% macro plan_lists(property) -%}
    replace(
        concat(';', coalesce(required_properties, ''), ';', coalesce(optional_properties, '')),
        ' ', ''
    ) like '%;{{ property }}:%'
{%- endmacro %}
