{#- A rerun of a date decides that date again, as it evaluates it again: after training, say. -#}
{% macro delete_todays_decisions() -%}
    {#- Outside the condition, so that dbt learns of the dependency while it parses. -#}
    {%- set run = ref('int_run') -%}
    {%- if execute and is_incremental() -%}
        {{ delete_rows(this, 'as_of_date >= (select as_of_date from ' ~ run ~ ')') }}
    {%- endif -%}
{%- endmacro %}
