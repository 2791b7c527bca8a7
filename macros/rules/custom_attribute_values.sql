{#- Custom attributes as of the end of a day, one column each: the last value of the day holds
    until the next one. -#}
{% macro custom_attribute_values(entity, needs) -%}
    {%- set days_back = [0] -%}
    {%- for earlier in needs['earlier'].values() if earlier['attribute']['kind'] == 'custom' -%}
        {%- do days_back.append(earlier['days']) -%}
    {%- endfor -%}
    {%- set names = [] -%}
    {%- for name in needs['custom'] -%}
        {%- do names.append(sql_text(name | lower)) -%}
    {%- endfor -%}
attribute_periods as (
    select
        entity_id,
        lower(attribute) as attribute,
        value,
        cast(valid_from as date) as valid_from,
        lead(cast(valid_from as date)) over (
            partition by entity_id, lower(attribute) order by valid_from
        ) as valid_to
    from int_entity_attributes_checked
    where
        rejected_because is null
        and entity = '{{ entity }}'
        and lower(attribute) in ({{ names | join(', ') }})
),

attribute_cuts as (
    {%- for days in days_back | unique %}
    select
        as_of_date,
        {{ days }} as days_back,
        {{ days_before('as_of_date', days) }} as cut_date
    from due_dates
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

custom_attribute_values as (
    select
        attribute_periods.entity_id,
        attribute_cuts.as_of_date
        {%- for name, attribute in needs['custom'].items() %},
        max(case when attribute_periods.attribute = {{ sql_text(name | lower) }}
            and attribute_cuts.days_back = 0 then attribute_periods.value
        end) as {{ attribute['column'] }}
        {%- endfor %}
        {%- for column, earlier in needs['earlier'].items()
            if earlier['attribute']['kind'] == 'custom' %},
        max(case when attribute_periods.attribute = {{ sql_text(earlier['name'] | lower) }}
            and attribute_cuts.days_back = {{ earlier['days'] }} then attribute_periods.value
        end) as {{ column }}
        {%- endfor %}
    from attribute_periods
    inner join attribute_cuts
        on
            attribute_cuts.cut_date >= attribute_periods.valid_from
            and (
                attribute_cuts.cut_date < attribute_periods.valid_to
                or attribute_periods.valid_to is null
            )
    group by attribute_periods.entity_id, attribute_cuts.as_of_date
),
{%- endmacro %}
