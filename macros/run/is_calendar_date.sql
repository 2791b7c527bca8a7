{% macro is_calendar_date(text) -%}
    {%- if not modules.re.match('^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$', text) -%}
        {%- do return(false) -%}
    {%- endif -%}
    {%- set year, month, day = text.split('-') | map('int') -%}
    {%- set next_month = modules.datetime.date(year + month // 12, month % 12 + 1, 1) -%}
    {%- set last_day = next_month - modules.datetime.timedelta(days=1) -%}
    {%- do return(day <= last_day.day) -%}
{%- endmacro %}
