{% macro date_or_null(text) -%}
    {%- do return(
        'case when ' ~ matches(text, calendar_day_pattern()) ~ ' then cast(substring(' ~ text
        ~ ', 1, 10) as date) end'
    ) -%}
{%- endmacro %}
