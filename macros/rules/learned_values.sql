{#- What trained models and reviews said of each entity at the dates that are due, one column an
    attribute. -#}
{% macro learned_values(entity, needs) -%}
{%- for relation in needs['learned'].values() | map(attribute='relation') | unique | sort -%}
{{ relation }}_values as (
    select
        entity_id,
        as_of_date
        {%- for attribute in needs['learned'].values()
            if attribute['relation'] == relation %},
        max(case
            when {{ attribute['key'] }} = {{ sql_text(attribute['model']) }}
                then {{ attribute['value'] }}
        end)
            as {{ attribute['column'] }}
        {%- endfor %}
    from {{ relation }}
    where
        entity = '{{ entity }}'
        and as_of_date in (select due_dates.as_of_date from due_dates)
    group by entity_id, as_of_date
),
{% endfor -%}
{%- endmacro %}
