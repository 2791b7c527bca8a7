{%- set windows = {
    '28d': 'int_as_of_window_days.is_last_28d',
    'prior_28d': 'not int_as_of_window_days.is_last_28d',
} -%}
{%- set measures = {
    'sessions': 'session_count',
    'core_events': 'core_events',
    'value_events': 'value_events',
    'collaboration_events': 'collaboration_events',
    'errors': 'error_count',
} -%}
{%- set recent_measures = {'timed_events': 'timed_count', 'slow_events': 'slow_count'} -%}

-- Few days fall into any window: joining daily rows by day needs no range join, and one pass
-- serves all windows.
with

int_as_of_window_days as (
    select * from {{ ref('int_as_of_window_days') }}
),

int_account_days as (
    select * from {{ ref('int_account_days') }}
    where event_day in (select int_as_of_window_days.event_day from int_as_of_window_days)
),

summed as (
    select
        int_account_days.account_id,
        int_as_of_window_days.as_of_date,
        {%- for week in range(1, 9) %}
        sum(
            case
                when int_as_of_window_days.week_before = {{ week }}
                    then int_account_days.event_count
            end
        ) as events_week_{{ week }},
        {%- endfor %}
        {%- for measure, column in measures.items() %}
        {%- for window, condition in windows.items() %}
        sum(case when {{ condition }} then int_account_days.{{ column }} end)
            as {{ measure }}_{{ window }},
        {%- endfor %}
        {%- endfor %}
        {%- for measure, column in recent_measures.items() %}
        sum(case when {{ windows['28d'] }} then int_account_days.{{ column }} end)
            as {{ measure }}_28d,
        {%- endfor %}
        count(case when int_as_of_window_days.days_before < 7 then 1 end) as active_days_7d,
        count(case when int_as_of_window_days.is_last_28d then 1 end) as active_days_28d,
        count(case when not int_as_of_window_days.is_last_28d then 1 end) as active_days_prior_28d
    from int_account_days
    inner join int_as_of_window_days
        on int_account_days.event_day = int_as_of_window_days.event_day
    group by int_account_days.account_id, int_as_of_window_days.as_of_date
),

filled as (
    select
        account_id,
        as_of_date,
        {%- for week in range(1, 9) %}
        cast(coalesce(events_week_{{ week }}, 0) as bigint) as events_week_{{ week }},
        {%- endfor %}
        {%- for measure in measures %}
        {%- for window in windows %}
        cast(coalesce({{ measure }}_{{ window }}, 0) as bigint) as {{ measure }}_{{ window }},
        {%- endfor %}
        {%- endfor %}
        {%- for measure in recent_measures %}
        cast(coalesce({{ measure }}_28d, 0) as bigint) as {{ measure }}_28d,
        {%- endfor %}
        active_days_7d,
        active_days_28d,
        active_days_prior_28d
    from summed
),

final as (
    select
        *,
        events_week_1 + events_week_2 + events_week_3 + events_week_4 as events_28d,
        events_week_5 + events_week_6 + events_week_7 + events_week_8 as events_prior_28d
    from filled
)

select * from final
