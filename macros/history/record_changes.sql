{#- What an entity's attributes are today, where that differs from what was recorded last. Only
    appends, so that it works on engines that cannot update a row. -#}
{% macro record_changes(relation, key, attributes) %}
with

int_run as (

    select as_of_date from {{ ref('int_run') }}

),

today as (

    select
        {{ key }},
        {% for attribute in attributes -%}
        {{ attribute }},
        {% endfor -%}
        md5(
            concat(
                {%- for attribute in attributes %}
                coalesce(cast({{ attribute }} as {{ dbt.type_string() }}), '~'), '|'
                {%- if not loop.last %},{% endif %}
                {%- endfor %}
            )
        ) as fingerprint
    from {{ relation }}
    where rejected_because is null

),

{% if is_incremental() -%}
recorded as (

    select
        {{ key }},
        fingerprint,
        change_number,
        recorded_on,
        row_number() over (partition by {{ key }} order by change_number desc) as recency
    from {{ this }}

),

changed as (

    select
        today.*,
        int_run.as_of_date as recorded_on,
        coalesce(recorded.change_number, 0) + 1 as change_number
    from today
    cross join int_run
    left join recorded
        on
            today.{{ key }} = recorded.{{ key }}
            and recorded.recency = 1
    where
        recorded.{{ key }} is null
        or (
            recorded.fingerprint <> today.fingerprint
            and recorded.recorded_on <= int_run.as_of_date
        )

),

{% else -%}
changed as (

    select
        today.*,
        int_run.as_of_date as recorded_on,
        1 as change_number
    from today
    cross join int_run

),

{% endif -%}
final as (

    select
        {{ key }},
        {% for attribute in attributes -%}
        {{ attribute }},
        {% endfor -%}
        fingerprint,
        cast(change_number as integer) as change_number,
        recorded_on
    from changed

)

select * from final
{% endmacro %}
