{#- Before the events of a run are added: removes what a run that did not finish has left of them. -#}
{% macro delete_events_to_read() -%}
    {#- Outside the condition, so that dbt learns of the dependency while it parses. -#}
    {%- set int_run = ref('int_run') -%}
    {%- if execute and is_incremental() -%}
        {%- set condition -%}
            received_at > (select received_after from {{ int_run }})
            or received_at is null
            or (select received_after from {{ int_run }}) is null
        {%- endset -%}
        {{ delete_rows(this, condition) }}
    {%- endif -%}
{%- endmacro %}
