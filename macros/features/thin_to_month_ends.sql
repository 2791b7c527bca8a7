{% macro thin_to_month_ends(column) -%}
    {#- Outside the condition, so that dbt learns of the dependencies while it parses. -#}
    {%- set int_run = ref('int_run') -%}
    {%- set int_as_of_dates = ref('int_as_of_dates') -%}
    {%- if execute and is_incremental() -%}
        {%- set condition -%}
            {{ column }} in (
                select as_of_date from {{ int_as_of_dates }}
                where not is_month_end
            )
            and {{ column }} < (
                select {{ dbt.dateadd('day', -var('daily_history_days'), 'previous_as_of_date') }}
                from {{ int_run }}
            )
        {%- endset -%}
        {{ delete_rows(this, condition) }}
    {%- endif -%}
{%- endmacro %}
