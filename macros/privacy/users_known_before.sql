{#- Users and their accounts as earlier runs knew them: what tables said last, and of those that no
    table had the one account in which events have seen them. Nobody before the first run. -#}
{% macro users_known_before() -%}
    {%- set changes = built_before('int_user_account_changes') if execute -%}
    {%- set sightings = built_before('int_user_account_sightings') if execute -%}
    {%- if changes and sightings -%}
    select
        changes.user_id,
        changes.account_id
    from {{ changes }} as changes
    inner join (
        select
            user_id,
            max(change_number) as change_number
        from {{ changes }}
        group by user_id
    ) as latest
        on changes.user_id = latest.user_id and changes.change_number = latest.change_number
    union all
    select
        user_id,
        min(account_id) as account_id
    from {{ sightings }}
    where user_id not in (select user_id from {{ changes }})
    group by user_id
    having count(distinct account_id) = 1
    {%- else -%}
    select
        cast(null as {{ dbt.type_string() }}) as user_id,
        cast(null as {{ dbt.type_string() }}) as account_id
    where 1 = 0
    {%- endif -%}
{%- endmacro %}
