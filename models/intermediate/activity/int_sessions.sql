{{
    config(
        materialized='incremental',
        incremental_strategy=by_partition('append'),
        partition_by='event_day',
        pre_hook="{{ delete_open('event_day', ref('int_open_days')) }}",
    )
}}

with

events as (
    select * from {{ ref('int_account_events') }}
    {% if is_incremental() %}
    where event_day in (select open_days.event_day from {{ ref('int_open_days') }} as open_days)
    {% else %}
    where event_day <= (select run.as_of_date from {{ ref('int_run') }} as run)
    {% endif %}
),

given as (
    select
        account_id,
        user_id,
        event_day,
        session_id,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        count(*) as event_count
    from events
    where session_id is not null
    group by
        account_id,
        user_id,
        event_day,
        session_id
),

spaced as (
    select
        account_id,
        user_id,
        event_day,
        occurred_at,
        lag(occurred_at) over (
            partition by account_id, user_id, event_day
            order by occurred_at
        ) as previous_at
    from events
    where session_id is null
),

numbered as (
    select
        account_id,
        user_id,
        event_day,
        occurred_at,
        sum(
            case
                when
                    {{ dbt.datediff('previous_at', 'occurred_at', 'second') }}
                    <= {{ var('session_timeout_minutes') }} * 60
                    then 0
                else 1
            end
        ) over (
            partition by account_id, user_id, event_day
            order by occurred_at
            rows between unbounded preceding and current row
        ) as session_number
    from spaced
),

cut as (
    select
        account_id,
        user_id,
        event_day,
        cast(null as varchar) as session_id,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        count(*) as event_count
    from numbered
    group by
        account_id,
        user_id,
        event_day,
        session_number
),

sessions as (
    select * from given

    union all

    select * from cut
),

final as (
    select
        account_id,
        user_id,
        event_day,
        session_id,
        started_at,
        ended_at,
        event_count,
        cast(
            {{ dbt.datediff('started_at', 'ended_at', 'second') }}
            as bigint
        ) as duration_seconds
    from sessions
)

select * from final
