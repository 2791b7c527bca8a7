with

run as (
    select * from {{ ref('int_run') }}
),

as_of_dates as (
    select * from {{ ref('int_as_of_dates') }}
),

open_days as (
    select * from {{ ref('int_open_days') }}
),

earliest_open_day as (
    select min(event_day) as event_day
    from open_days
    where reopens_dates
),

final as (
    select
        as_of_dates.as_of_date,
        as_of_dates.is_month_end
    from as_of_dates
    cross join run
    cross join earliest_open_day
    where
        as_of_dates.as_of_date <= run.as_of_date
        and (
            run.previous_as_of_date is null
            or as_of_dates.as_of_date > run.previous_as_of_date
            or as_of_dates.as_of_date >= earliest_open_day.event_day
            or as_of_dates.as_of_date = run.as_of_date
        )
)

select * from final
