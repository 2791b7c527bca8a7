{#- Every behavioural measure of every leaf from one pass over the daily activity: running totals
    per event and entity, looked up at the as-of date and at the start of each window. -#}
{% macro behaviour_values(entity_id, measures) -%}
    {%- set selectors = behaviour_selectors(measures) -%}
    {%- set counted, sequences, longest = [], [], namespace(days=0) -%}
    {%- for measure in measures.values() -%}
        {%- do (sequences if measure['what'] == 'sequence' else counted).append(measure) -%}
        {%- set longest.days = [longest.days, measure['from_days']] | max
            if longest.days is not none and measure['from_days'] is not none else none -%}
    {%- endfor -%}
behaviour_known as (
    select count(*) > 0 as is_known
    from int_daily_activity
),

selected_events as (
    {%- for selector in selectors if not selector['property'] %}
    select
        {{ sql_text(selector['selector']) }} as selector,
        {{ sql_text(selector['event']) }} as event_name
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        cast(null as varchar) as selector,
        cast(null as varchar) as event_name
    where 1 = 0
    {%- endfor %}
),

selected_properties as (
    {%- for selector in selectors if selector['property'] %}
    select
        {{ sql_text(selector['selector']) }} as selector,
        {{ sql_text(selector['event']) }} as event_name,
        {{ sql_text(selector['property']) }} as property,
        {{ sql_text(selector['value']) }} as property_value
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        cast(null as varchar) as selector,
        cast(null as varchar) as event_name,
        cast(null as varchar) as property,
        cast(null as varchar) as property_value
    where 1 = 0
    {%- endfor %}
),

selected_activity as (
    select
        selected_events.selector,
        int_daily_activity.{{ entity_id }} as entity_id,
        int_daily_activity.event_day,
        int_daily_activity.event_count,
        int_daily_activity.first_at
    from int_daily_activity
    inner join selected_events on int_daily_activity.event_name = selected_events.event_name
    union all
    select
        selected_properties.selector,
        int_daily_activity_by_property.{{ entity_id }} as entity_id,
        int_daily_activity_by_property.event_day,
        int_daily_activity_by_property.event_count,
        int_daily_activity_by_property.first_at
    from int_daily_activity_by_property
    inner join selected_properties
        on
            int_daily_activity_by_property.event_name = selected_properties.event_name
            and int_daily_activity_by_property.property = selected_properties.property
            and int_daily_activity_by_property.property_value
            = selected_properties.property_value
),

activity_days as (
    select
        selector,
        entity_id,
        event_day,
        sum(event_count) as event_count,
        min(first_at) as first_at
    from selected_activity
    where
        entity_id is not null
        {%- if longest.days is not none %}
        and event_day > (
            select {{ days_before('min(due_dates.as_of_date)', longest.days) }} from due_dates
        )
        {%- endif %}
    group by selector, entity_id, event_day
),

behaviour_totals as (
    select
        selector,
        entity_id,
        event_day as valid_from,
        lead(event_day) over entity_days as valid_to,
        sum(event_count) over entity_days as total_count,
        row_number() over entity_days as total_days
    from activity_days
    window entity_days as (partition by selector, entity_id order by event_day)
),

behaviour_cuts as (
    {%- for cut in behaviour_cuts(counted) %}
    select
        {{ sql_text(cut['selector']) }} as selector,
        as_of_date,
        {{ cut['days'] }} as days_back,
        {{ days_before('as_of_date', cut['days']) }} as cut_date
    from due_dates
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        cast(null as varchar) as selector,
        as_of_date,
        0 as days_back,
        as_of_date as cut_date
    from due_dates
    where 1 = 0
    {%- endfor %}
),

totals_at_cuts as (
    select
        behaviour_totals.entity_id,
        behaviour_cuts.as_of_date,
        behaviour_totals.selector,
        behaviour_cuts.days_back,
        behaviour_totals.total_count,
        behaviour_totals.total_days
    from behaviour_totals
    inner join behaviour_cuts
        on
            behaviour_totals.selector = behaviour_cuts.selector
            and behaviour_cuts.cut_date >= behaviour_totals.valid_from
            and (
                behaviour_cuts.cut_date < behaviour_totals.valid_to
                or behaviour_totals.valid_to is null
            )
),

{% for sequence in sequences -%}
{{ sequence_done(sequence) }}

{% endfor -%}

behaviour_parts as (
    select
        entity_id,
        as_of_date,
        selector,
        days_back,
        total_count,
        total_days,
        cast(null as varchar) as sequence_done
    from totals_at_cuts
    {%- for sequence in sequences %}
    union all
    select
        {{ sequence['name'] }}.entity_id,
        due_dates.as_of_date,
        cast(null as varchar) as selector,
        0 as days_back,
        0 as total_count,
        0 as total_days,
        '{{ sequence['name'] }}' as sequence_done
    from {{ sequence['name'] }}
    inner join due_dates
        on
            due_dates.as_of_date >= {{ sequence['name'] }}.valid_from
            and (
                due_dates.as_of_date < {{ sequence['name'] }}.valid_to
                or {{ sequence['name'] }}.valid_to is null
            )
        {%- if sequence['from_days'] is not none %}
    where
        {{ sequence['name'] }}.begun_on
        > {{ days_before('due_dates.as_of_date', sequence['from_days']) }}
        {%- endif %}
    {%- endfor %}
),

behaviour_values as (
    select
        entity_id,
        as_of_date
        {%- for measure in measures.values() %},
        {{ behaviour_measure(measure) }} as {{ measure['name'] }}
        {%- endfor %}
    from behaviour_parts
    group by entity_id, as_of_date
),
{%- endmacro %}
