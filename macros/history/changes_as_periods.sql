{#- Recorded changes as periods of unchanged values. What a run recorded for one date and a later
    one corrected for the same date counts once, as corrected. -#}
{% macro changes_as_periods(relation, key, attributes) %}
with

changes as (

    select * from {{ relation }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by {{ key }}, recorded_on order by change_number desc
        ) as recency_within_day,
        min(recorded_on) over (partition by {{ key }}) as first_recorded_on
    from changes

),

final as (

    select
        {{ key }},
        {% for attribute in attributes -%}
        {{ attribute }},
        {% endfor -%}
        recorded_on = first_recorded_on as is_first_known,
        recorded_on,
        case
            when recorded_on = first_recorded_on then cast('1900-01-01' as date)
            else recorded_on
        end as valid_from,
        lead(recorded_on) over (partition by {{ key }} order by recorded_on) as valid_to
    from ranked
    where recency_within_day = 1

)

select * from final
{% endmacro %}
