{#- Features as they were some days before, for `changed_within_days`: at the latest as-of date
    by then that is kept for good (a month end) or lies safely within the daily history. -#}
{% macro earlier_features(entity_id, needs) -%}
    {%- set spans = needs['earlier'].values() | map(attribute='days') | unique | list -%}
    {%- set kept_days = var('daily_history_days') - var('max_lateness_days') -%}
earlier_spans as (
    select span_days
    from (values {% for days in spans %}({{ days }}){{ ', ' if not loop.last }}{% endfor %})
        as spans (span_days)
),

earlier_dates as (
    select
        due_dates.as_of_date,
        earlier_spans.span_days,
        max(int_as_of_dates.as_of_date) as earlier_date
    from due_dates
    cross join earlier_spans
    inner join int_as_of_dates
        on
            {{ dbt.datediff('int_as_of_dates.as_of_date', 'due_dates.as_of_date', 'day') }}
            >= earlier_spans.span_days
            and (
                int_as_of_dates.is_month_end
                or {{ dbt.datediff('int_as_of_dates.as_of_date', 'due_dates.as_of_date', 'day') }}
                < {{ kept_days }}
            )
    group by due_dates.as_of_date, earlier_spans.span_days
),

earlier_features as (
    select
        earlier.{{ entity_id }} as entity_id,
        earlier_dates.as_of_date
        {%- for column, change in needs['earlier'].items()
            if change['attribute']['kind'] != 'custom' %},
        {{ 'bool_or' if change['attribute']['kind'] == 'boolean' else 'max' }}(
            case when earlier_dates.span_days = {{ change['days'] }}
            then earlier.{{ change['attribute']['column'] }}
        end
        ) as {{ column }}
        {%- endfor %}
    from fct_{{ entity_id[:-3] }}_features as earlier
    inner join earlier_dates on earlier.as_of_date = earlier_dates.earlier_date
    group by earlier.{{ entity_id }}, earlier_dates.as_of_date
),
{%- endmacro %}
