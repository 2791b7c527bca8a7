{#- Who did something, as earlier runs counted it: no run reads all events for it. Nobody before the
    first run. -#}
{% macro activity_known_before() -%}
    {%- set placed = built_before('int_daily_activity') if execute -%}
    {%- set unplaced = built_before('int_unplaced_activity') if execute -%}
    {%- if placed and unplaced -%}
    select
        user_id,
        account_id
    from {{ placed }}
    union all
    select
        user_id,
        cast(null as {{ dbt.type_string() }}) as account_id
    from {{ unplaced }}
    {%- else -%}
    select
        cast(null as {{ dbt.type_string() }}) as user_id,
        cast(null as {{ dbt.type_string() }}) as account_id
    where 1 = 0
    {%- endif -%}
{%- endmacro %}
