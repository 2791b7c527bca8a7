{% macro delete_open(column, open_relation) -%}
    {#- Outside the condition, so that dbt learns of the dependency while it parses. -#}
    {%- set run = ref('int_run') -%}
    {%- if execute and is_incremental() -%}
        {%- set condition -%}
            {{ column }} in (select {{ column }} from {{ open_relation }})
            or (select previous_as_of_date from {{ run }}) is null
            or {{ column }} > (select previous_as_of_date from {{ run }})
        {%- endset -%}
        {{ delete_rows(this, condition) }}
    {%- endif -%}
{%- endmacro %}
