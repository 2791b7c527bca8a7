{#- A few files per partition: without the hint, each task writes a file into each of them. -#}
{% macro spark__create_table_as(temporary, relation, compiled_code, language='sql') -%}
    {%- set partitioned_code -%}
        {%- if config.get('partition_by') -%}
            select /*+ rebalance({{ config.get('partition_by') }}) */ * from (
                {{ compiled_code }}
            ) as partitioned
        {%- else -%}
            {{ compiled_code }}
        {%- endif -%}
    {%- endset -%}
    {{ dbt.spark__create_table_as(temporary, relation, partitioned_code, language) }}
{%- endmacro %}
