{#- Before the verdicts of a run are counted: removes the days of arrival that it counts again. -#}
{% macro delete_verdicts_to_count() -%}
    {#- Outside the condition, so that dbt learns of the dependency while it parses. -#}
    {%- set int_run = ref('int_run') -%}
    {%- if execute and is_incremental() -%}
        {%- set condition -%}
            received_day >= (select cast(received_after as date) from {{ int_run }})
            or received_day is null
            or (select received_after from {{ int_run }}) is null
        {%- endset -%}
        {{ delete_rows(this, condition) }}
    {%- endif -%}
{%- endmacro %}
