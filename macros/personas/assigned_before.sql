{#- The model and date of what an earlier run left in fct_personas, which is built later in this one;
    nothing before the first. -#}
{% macro assigned_before() %}
    {%- set relation = adapter.get_relation(target.database, 'marts', 'fct_personas')
        if execute -%}
    {%- if relation -%}
    select
        model,
        as_of_date
    from {{ relation }}
    {%- else -%}
    select
        cast(null as varchar) as model,
        cast(null as date) as as_of_date
    where 1 = 0
    {%- endif -%}
{% endmacro %}
