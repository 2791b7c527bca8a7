-- Totals at the as-of date, less the totals at the day before a window began, are the window's.
with

int_account_as_of_dates as (
    select * from {{ ref('int_account_as_of_dates') }}
),

int_open_as_of_windows as (
    select * from {{ ref('int_open_as_of_windows') }}
),

int_account_day_totals as (
    select
        account_id,
        valid_from,
        valid_to,
        event_count
    from {{ ref('int_account_day_totals') }}
),

final as (
    select
        int_account_as_of_dates.account_id,
        int_account_as_of_dates.as_of_date,
        totals.event_count - coalesce(totals_90d_before.event_count, 0) as events_90d,
        totals.event_count - coalesce(totals_180d_before.event_count, 0) as events_180d
    from int_account_as_of_dates
    inner join int_open_as_of_windows
        on int_account_as_of_dates.as_of_date = int_open_as_of_windows.as_of_date
    inner join int_account_day_totals as totals
        on
            int_account_as_of_dates.account_id = totals.account_id
            and int_account_as_of_dates.as_of_date >= totals.valid_from
            and (
                totals.valid_to is null
                or int_account_as_of_dates.as_of_date < totals.valid_to
            )
    left join int_account_day_totals as totals_90d_before
        on
            int_account_as_of_dates.account_id = totals_90d_before.account_id
            and int_open_as_of_windows.day_90_before >= totals_90d_before.valid_from
            and (
                totals_90d_before.valid_to is null
                or int_open_as_of_windows.day_90_before < totals_90d_before.valid_to
            )
    left join int_account_day_totals as totals_180d_before
        on
            int_account_as_of_dates.account_id = totals_180d_before.account_id
            and int_open_as_of_windows.day_180_before >= totals_180d_before.valid_from
            and (
                totals_180d_before.valid_to is null
                or int_open_as_of_windows.day_180_before < totals_180d_before.valid_to
            )
)

select * from final
