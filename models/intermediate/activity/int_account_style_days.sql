{{
    config(
        materialized='incremental',
        incremental_strategy=by_partition('append'),
        partition_by='event_day',
        pre_hook="{{ delete_open('event_day', ref('int_open_days')) }}",
    )
}}

-- Who asks for a feature that the plan lacks, works in that feature's style too.
with

feature_styles as (
    select * from {{ ref('feature_styles') }}
),

feature_days as (
    select * from {{ ref('int_account_feature_days') }}
    {% if is_incremental() %}
    where event_day in (select open_days.event_day from {{ ref('int_open_days') }} as open_days)
    {% endif %}
),

activity_by_property as (
    select * from {{ ref('int_daily_activity_by_property') }}
    where
        event_name in {{ sql_texts(var('gate_events')) }}
        and property = {{ sql_text(var('gate_feature_property')) }}
    {% if is_incremental() %}
        and event_day in (select open_days.event_day from {{ ref('int_open_days') }} as open_days)
        {% endif %}
),

attempts as (
    select
        account_id,
        event_day,
        feature,
        event_count
    from feature_days
    union all
    select
        account_id,
        event_day,
        property_value as feature,
        event_count
    from activity_by_property
),

final as (
    select
        attempts.account_id,
        attempts.event_day,
        {% for style in working_styles() -%}
        cast(
            sum(case when feature_styles.style = '{{ style }}' then attempts.event_count else 0 end)
            as bigint
        ) as {{ style }}_events,
        {% endfor -%}
        cast(sum(attempts.event_count) as bigint) as style_events
    from attempts
    inner join feature_styles
        on attempts.feature = feature_styles.feature
    group by attempts.account_id, attempts.event_day
)

select * from final
