{#- What a run added that did not end well is as if it had never been. -#}
{% macro forget_unfinished_runs() -%}
    {%- if execute and is_incremental() -%}
        {%- set condition -%}
            not exists (
                select 1 from {{ state_relation('successful_runs') }} as successful_runs
                where successful_runs.run_id = {{ this }}.added_by_run
            )
        {%- endset -%}
        {{ delete_rows(this, condition) }}
    {%- endif -%}
{%- endmacro %}
