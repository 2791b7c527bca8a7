-- Totals at the as-of date, less the totals at the day before a window began, are the window's.
with

int_account_as_of_dates as (
    select * from {{ ref('int_account_as_of_dates') }}
),

int_open_as_of_windows as (
    select * from {{ ref('int_open_as_of_windows') }}
),

int_account_payment_totals as (
    select * from {{ ref('int_account_payment_totals') }}
),

looked_up as (
    select
        int_account_as_of_dates.account_id,
        int_account_as_of_dates.as_of_date,
        totals.attempts_total,
        totals.failed_attempts_total,
        coalesce(totals_90d_before.failed_attempts_total, 0) as failed_attempts_90d_before,
        coalesce(totals_180d_before.attempts_total, 0) as attempts_180d_before,
        coalesce(totals_180d_before.failed_attempts_total, 0) as failed_attempts_180d_before
    from int_account_as_of_dates
    inner join int_open_as_of_windows
        on int_account_as_of_dates.as_of_date = int_open_as_of_windows.as_of_date
    inner join int_account_payment_totals as totals
        on
            int_account_as_of_dates.account_id = totals.account_id
            and int_account_as_of_dates.as_of_date >= totals.valid_from
            and (
                totals.valid_to is null
                or int_account_as_of_dates.as_of_date < totals.valid_to
            )
    left join int_account_payment_totals as totals_90d_before
        on
            int_account_as_of_dates.account_id = totals_90d_before.account_id
            and int_open_as_of_windows.day_90_before >= totals_90d_before.valid_from
            and (
                totals_90d_before.valid_to is null
                or int_open_as_of_windows.day_90_before < totals_90d_before.valid_to
            )
    left join int_account_payment_totals as totals_180d_before
        on
            int_account_as_of_dates.account_id = totals_180d_before.account_id
            and int_open_as_of_windows.day_180_before >= totals_180d_before.valid_from
            and (
                totals_180d_before.valid_to is null
                or int_open_as_of_windows.day_180_before < totals_180d_before.valid_to
            )
),

final as (
    select
        account_id,
        as_of_date,
        failed_attempts_total - failed_attempts_90d_before as failed_payments_90d,
        attempts_total - attempts_180d_before as payments_180d,
        attempts_total - failed_attempts_total
        - attempts_180d_before + failed_attempts_180d_before as successful_payments_180d
    from looked_up
)

select * from final
