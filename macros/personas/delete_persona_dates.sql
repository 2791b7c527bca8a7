{#- For a pre-hook: deletes what this run assigns anew. -#}
{% macro delete_persona_dates(dates) -%}
    {%- if execute and is_incremental() -%}
        {%- set condition -%}
            exists (
                select 1 from {{ dates }} as dates
                where
                    dates.model = {{ this }}.model
                    and dates.as_of_date = {{ this }}.as_of_date
            )
        {%- endset -%}
        {{ delete_rows(this, condition) }}
    {%- endif -%}
{%- endmacro %}
