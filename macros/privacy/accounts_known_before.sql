{#- Accounts as earlier runs knew them. None before the first run. -#}
{% macro accounts_known_before() -%}
    {%- set changes = built_before('int_account_trait_changes') if execute -%}
    {%- if changes -%}
    select distinct account_id
    from {{ changes }}
    {%- else -%}
    select cast(null as {{ dbt.type_string() }}) as account_id
    where 1 = 0
    {%- endif -%}
{%- endmacro %}
