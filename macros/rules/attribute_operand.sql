{#- The column to compare. A custom attribute is text: it is read as what it is compared with. -#}
{% macro attribute_operand(attribute, test, value) %}
    {%- set example = value[0] if value is sequence and value is not string and value else value -%}
    {%- if attribute['kind'] != 'custom' or test in ('is_null', 'changed_within_days') -%}
        {%- do return(attribute['column']) -%}
    {%- elif test in ('older_than_days', 'newer_than_days') -%}
        {%- do return(date_or_null(attribute['column'])) -%}
    {%- elif test == 'is_true' or example is boolean -%}
        {%- do return(
            "(case lower(trim(" ~ attribute['column'] ~ ")) when 'true' then true "
            ~ "when 'false' then false end)"
        ) -%}
    {%- elif example is number or test in ('bottom_percent', 'top_percent') -%}
        {%- do return(number_or_null(attribute['column'])) -%}
    {%- else -%}
        {%- do return(attribute['column']) -%}
    {%- endif -%}
{% endmacro %}
