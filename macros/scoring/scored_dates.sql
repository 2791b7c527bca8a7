{#- Which models have scores at which dates by earlier runs. The mart is read behind dbt's back, since
    it is built of what is due. -#}
{% macro scored_dates() %}
    {%- set scores = adapter.get_relation(
        database=target.database, schema='marts', identifier='fct_scores'
    ) if execute else none -%}
    {%- if scores is none %}
    select
        int_models_served.model,
        int_open_as_of_dates.as_of_date
    from int_models_served
    cross join int_open_as_of_dates
    where 1 = 0
    {%- else %}
    select distinct
        model,
        as_of_date
    from {{ scores }}
    {%- endif %}
{% endmacro %}
