with

events as (
    select * from {{ ref('stg_product__events') }}
),

successful_runs as (
    select * from {{ ref('stg_state__successful_runs') }}
),

daily_run as (
    select
        as_of_date,
        received_through,
        has_arrival_times
    from {{ ref('int_run') }}
),

read_through as (
    select coalesce(received_through, cast('1900-01-01' as timestamp)) as received_through
    from daily_run
),

arrivals as (
    select received_at
    from events
    where
        received_at > (select read_through.received_through from read_through)
        and received_at < {{ first_time_too_late() }}

    union all

    select occurred_at as received_at
    from events
    where received_at is null and occurred_at < {{ first_time_too_late() }}
),

newest_event as (
    select
        greatest(
            (select max(arrivals.received_at) from arrivals),
            (select daily_run.received_through from daily_run)
        ) as received_through
),

last_daily_run as (
    select coalesce(max(run_number), 0) as run_number
    from successful_runs
    where selector = 'daily'
),

runs_since as (
    select max(successful_runs.received_through) as received_through
    from successful_runs
    inner join last_daily_run
        on successful_runs.run_number > last_daily_run.run_number
    where successful_runs.selector = 'near_real_time'
),

-- where nothing was ever read, everything is still to come
watermarks as (
    select
        daily_run.as_of_date,
        newest_event.received_through,
        daily_run.has_arrival_times,
        greatest(
            newest_event.received_through, cast(daily_run.as_of_date as timestamp)
        ) as current_at,
        coalesce(daily_run.received_through, cast('1900-01-01' as timestamp))
            as daily_received_through,
        greatest(
            coalesce(daily_run.received_through, cast('1900-01-01' as timestamp)),
            coalesce(runs_since.received_through, cast('1900-01-01' as timestamp))
        ) as watermark
    from daily_run
    cross join newest_event
    cross join runs_since
),

final as (
    select
        current_at,
        cast(current_at as date) as current_day,
        as_of_date,
        cast(
            {{ dbt.dateadd('day', 1 - var('max_lateness_days'), 'as_of_date') }} as date
        ) as first_open_day,
        daily_received_through,
        watermark,
        -- without times of arrival, late events don't show: the last days are looked through again
        case
            when has_arrival_times then watermark
            else {{ dbt.dateadd('day', -var('max_lateness_days'), 'watermark') }}
        end as received_after,
        received_through
    from watermarks
)

select * from final
