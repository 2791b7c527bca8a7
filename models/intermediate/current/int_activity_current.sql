-- The grain of int_daily_activity, so that the two can be read as one. Of the days after the as-of
-- date the daily run has read events, too, but has not yet counted them.
with

run as (
    select * from {{ ref('int_run_current') }}
),

uncounted as (
    select
        account_id,
        user_id,
        event_day,
        event_name,
        occurred_at
    from {{ ref('int_account_events') }}
    where event_day > (select run.as_of_date from run)

    union all

    select
        account_id,
        user_id,
        event_day,
        event_name,
        occurred_at
    from {{ ref('int_events_current') }}
),

final as (
    select
        uncounted.account_id,
        uncounted.user_id,
        uncounted.event_day,
        uncounted.event_name,
        count(*) as event_count,
        min(uncounted.occurred_at) as first_at,
        max(uncounted.occurred_at) as last_at
    from uncounted
    inner join run
        on uncounted.event_day <= run.current_day
    group by
        uncounted.account_id,
        uncounted.user_id,
        uncounted.event_day,
        uncounted.event_name
)

select * from final
