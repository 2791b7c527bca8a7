{% macro delete_kpis_not_yet_final() -%}
    {%- if is_incremental() -%}
        {%- set condition -%}
            not exists (
                select 1
                from {{ ref('int_run') }} as int_run
                where
                    is_settled
                    and published_as_of_date <= int_run.previous_as_of_date
            )
        {%- endset -%}
        {{ delete_rows(this, condition) }}
    {%- endif -%}
{%- endmacro %}
