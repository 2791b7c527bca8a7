{#- Which models have scores at which dates by earlier runs. The marts are read behind dbt's back, since
    they are built of what is due. -#}
{% macro scored_dates() %}
    {%- set columns = {'model': 'varchar', 'as_of_date': 'date'} %}
    select
        model,
        as_of_date
    from ({{ rows_built_before('fct_scores', columns) }}) as fct_scores
    union
    select
        model,
        as_of_date
    from ({{ rows_built_before('fct_uplift', columns) }}) as fct_uplift
{% endmacro %}
