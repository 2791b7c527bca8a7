{#- Delete what this run evaluates anew, and whatever belongs to versions that are new or no
    longer known. -#}
{% macro delete_due(due_dates, versions) -%}
    {%- if execute and is_incremental() -%}
        {%- set condition -%}
            exists (
                select 1 from {{ due_dates }} as due_dates
                where
                    due_dates.segment = {{ this }}.segment
                    and due_dates.segment_version = {{ this }}.segment_version
                    and due_dates.as_of_date = {{ this }}.as_of_date
            )
            or not exists (
                select 1 from {{ versions }} as versions
                where
                    versions.segment = {{ this }}.segment
                    and versions.segment_version = {{ this }}.segment_version
                    and not versions.is_new
            )
        {%- endset -%}
        {{ delete_rows(this, condition) }}
    {%- endif -%}
{%- endmacro %}
