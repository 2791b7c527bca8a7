{#- The date itself where it is the last of a month, else the last of the month before. -#}
{% macro last_month_end(date) %}
    {%- set next_day = 'cast(' ~ dbt.dateadd('day', 1, date) ~ ' as date)' -%}
    {%- set month = 'cast(' ~ dbt.date_trunc('month', next_day) ~ ' as date)' -%}
    {%- do return('cast(' ~ dbt.dateadd('day', -1, month) ~ ' as date)') -%}
{% endmacro %}
