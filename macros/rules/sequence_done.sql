{#- When a sequence of events was completed, and the latest day on which one that was completed
    by then had begun: periods [valid_from, valid_to) per entity. Each step is taken at its
    event's first time of a day, later than the step before. -#}
{% macro sequence_done(sequence) -%}
    {%- set name = sequence['name'] -%}
{{ name }}_times as (
    select
        selector,
        entity_id,
        event_day,
        dense_rank() over (partition by entity_id order by first_at) as time_number
    from activity_days
    where selector in (
        {%- for event in sequence['events'] | unique -%}
            {{ sql_text(event) }}{{ ', ' if not loop.last }}
        {%- endfor -%}
    )
),

{{ name }}_step_1 as (
    select
        *,
        case when selector = {{ sql_text(sequence['events'][0]) }} then event_day end
            as begun_on_1
    from {{ name }}_times
),
    {%- for event in sequence['events'][1:] %}

{{ name }}_step_{{ loop.index + 1 }} as (
    select
        *,
        case
            when selector = {{ sql_text(event) }}
                then max(begun_on_{{ loop.index }}) over (
                    partition by entity_id
                    order by time_number
                    range between unbounded preceding and 1 preceding
                )
        end as begun_on_{{ loop.index + 1 }}
    from {{ name }}_step_{{ loop.index }}
),
    {%- endfor %}
    {%- set last = sequence['events'] | length %}

{{ name }}_days as (
    select
        entity_id,
        event_day,
        max(begun_on_{{ last }}) as begun_on
    from {{ name }}_step_{{ last }}
    where begun_on_{{ last }} is not null
    group by entity_id, event_day
),

{{ name }} as (
    select
        entity_id,
        event_day as valid_from,
        lead(event_day) over (partition by entity_id order by event_day) as valid_to,
        max(begun_on) over (partition by entity_id order by event_day) as begun_on
    from {{ name }}_days
),
{%- endmacro %}
