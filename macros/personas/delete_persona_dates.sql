{#- For a pre-hook: deletes what this run assigns anew, and at its dates what models say that are no
    longer served. -#}
{% macro delete_persona_dates() -%}
    {#- Outside the condition, so that dbt learns of the dependencies while it parses. -#}
    {%- set due_dates = ref('int_persona_dates') -%}
    {%- set open_dates = ref('int_open_as_of_dates') -%}
    {%- set served = ref('int_persona_models') -%}
    {%- if execute and is_incremental() -%}
        {%- set condition -%}
            exists (
                select 1 from {{ due_dates }} as due_dates
                where
                    due_dates.model = {{ this }}.model
                    and due_dates.as_of_date = {{ this }}.as_of_date
            )
            or (
                as_of_date in (select open_dates.as_of_date from {{ open_dates }} as open_dates)
                and model not in (select served.model from {{ served }} as served)
            )
        {%- endset -%}
        {{ delete_rows(this, condition) }}
    {%- endif -%}
{%- endmacro %}
