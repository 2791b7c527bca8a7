{#- Of counts for drift, those go that this run makes anew, and those of days that are no month
    ends: of these only the run's own is kept. -#}
{% macro delete_drift_due() -%}
    {#- Outside the condition, so that dbt learns of the dependencies while it parses. -#}
    {%- set as_of_dates = ref('int_as_of_dates') -%}
    {%- set open_dates = ref('int_open_as_of_dates') -%}
    {%- if execute and is_incremental() -%}
        {%- set condition -%}
            as_of_date in (select open_dates.as_of_date from {{ open_dates }} as open_dates)
            or as_of_date in (
                select as_of_dates.as_of_date from {{ as_of_dates }} as as_of_dates
                where not as_of_dates.is_month_end
            )
        {%- endset -%}
        {{ delete_rows(this, condition) }}
    {%- endif -%}
{%- endmacro %}
