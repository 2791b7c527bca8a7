{#- dbt's own macro multiplies two-row tables with each other: fifteen nested loops for 32,768. -#}
{% macro spark__generate_series(upper_bound) -%}
    select explode(sequence(cast(1 as bigint), cast({{ upper_bound }} as bigint))) as generated_number
{%- endmacro %}
