{#- Before a run's events are added to int_events_current: removes those that the daily run has read
    since, and those that a run that did not finish has left. Both are whole watermarks. -#}
{% macro delete_events_read_again() -%}
    {#- Outside the condition, so that dbt learns of the dependency while it parses. -#}
    {%- set int_run_current = ref('int_run_current') -%}
    {%- if execute and is_incremental() -%}
        {%- set condition -%}
            read_after >= (select watermark from {{ int_run_current }})
            or read_after < (select daily_received_through from {{ int_run_current }})
        {%- endset -%}
        {{ delete_rows(this, condition) }}
    {%- endif -%}
{%- endmacro %}
