with

subscriptions as (
    select * from {{ ref('stg_billing__subscriptions') }}
),

accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

successful_runs as (
    select * from {{ ref('stg_state__successful_runs') }}
),

full_refreshes as (
    select * from {{ ref('stg_state__full_refreshes') }}
),

records as (
    select valid_from as recorded_at
    from subscriptions

    union all

    select created_at as recorded_at
    from accounts
),

newest_record as (
    select cast(max(recorded_at) as date) as last_recorded_date
    from records
    where recorded_at < {{ first_time_too_late() }}
),

voided as (
    select coalesce(max(voids_through_run_number), 0) as voids_through_run_number
    from full_refreshes
),

furthest_run as (
    select max(as_of_date) as furthest_as_of_date
    from successful_runs
),

valid_runs as (
    select
        successful_runs.run_number,
        successful_runs.as_of_date,
        successful_runs.received_through
    from successful_runs
    cross join voided
    where
        successful_runs.selector = 'daily'
        and successful_runs.run_number > voided.voids_through_run_number
        and not {{ should_full_refresh() }}
),

newest_run as (
    select max(run_number) as run_number from valid_runs
),

last_run as (
    select
        valid_runs.as_of_date,
        valid_runs.received_through
    from valid_runs
    inner join newest_run
        on valid_runs.run_number = newest_run.run_number
),

read_through as (
    select coalesce(max(received_through), {{ before_every_time() }}) as received_through
    from last_run
),

-- What no successful run has read: all that the newest time of arrival can lie in. Each part reads
-- the events itself and names one column, so that what was read before is skipped in the files.
arrivals as (
    select received_at
    from {{ ref('stg_product__events') }}
    where
        received_at > (select read_through.received_through from read_through)
        and received_at < {{ first_time_too_late() }}

    union all

    select occurred_at as received_at
    from {{ ref('stg_product__events') }}
    where
        received_at is null
        and occurred_at > (select read_through.received_through from read_through)
        and occurred_at < {{ first_time_too_late() }}
),

newest_arrival as (
    select greatest(
        (select max(arrivals.received_at) from arrivals),
        (select max(last_run.received_through) from last_run)
    ) as received_through
),

newest_event as (
    select
        received_through,
        cast(
            {{ dbt.dateadd('day', -1, 'cast(received_through as date)') }} as date
        ) as last_complete_date,
        exists(
            select 1
            from {{ ref('stg_product__events') }} as events
            where
                events.received_at is not null
                and events.received_at <> events.occurred_at
        ) as has_arrival_times
    from newest_arrival
),

-- without times of arrival, late events don't show: as far back as they may lie is read again
watermark as (
    select
        last_run.as_of_date as previous_as_of_date,
        last_run.received_through as previously_received_through,
        case
            when newest_event.has_arrival_times then last_run.received_through
            else {{ dbt.dateadd(
                'day', -var('max_lateness_days'), 'last_run.received_through'
            ) }}
        end as received_after
    from last_run
    cross join newest_event
),

final as (
    select
        coalesce(
            cast(nullif({{ sql_text(env_var('AS_OF_DATE', '')) }}, '') as date),
            greatest(
                coalesce(newest_event.last_complete_date, newest_record.last_recorded_date),
                furthest_run.furthest_as_of_date
            )
        ) as as_of_date,
        watermark.previous_as_of_date,
        watermark.received_after,
        watermark.previously_received_through,
        newest_event.received_through,
        newest_event.has_arrival_times,
        {{ should_full_refresh() }} as is_full_refresh
    from newest_event
    cross join newest_record
    cross join furthest_run
    left join watermark on true
)

select * from final
