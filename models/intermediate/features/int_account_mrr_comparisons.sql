-- MRR of the as-of date and of 90 days earlier, both at the exchange rates of the as-of date, so
-- that a difference is what the account decided and not what currencies did.
with

int_account_as_of_dates as (
    select * from {{ ref('int_account_as_of_dates') }}
),

int_open_as_of_windows as (
    select * from {{ ref('int_open_as_of_windows') }}
),

int_account_mrr_periods as (
    select * from {{ ref('int_account_mrr_periods') }}
),

int_exchange_rates_monthly as (
    select * from {{ ref('int_exchange_rates_monthly') }}
),

compared_days as (
    select
        int_account_as_of_dates.account_id,
        int_account_as_of_dates.as_of_date,
        int_account_as_of_dates.as_of_date as compared_date,
        true as is_as_of_date
    from int_account_as_of_dates
    union all
    select
        int_account_as_of_dates.account_id,
        int_account_as_of_dates.as_of_date,
        int_open_as_of_windows.day_90_before as compared_date,
        false as is_as_of_date
    from int_account_as_of_dates
    inner join int_open_as_of_windows
        on int_account_as_of_dates.as_of_date = int_open_as_of_windows.as_of_date
),

amounts as (
    select
        compared_days.account_id,
        compared_days.as_of_date,
        compared_days.is_as_of_date,
        int_account_mrr_periods.mrr_local * int_exchange_rates_monthly.rate as mrr,
        int_account_mrr_periods.discount_mrr_local * int_exchange_rates_monthly.rate
            as discount_mrr
    from compared_days
    inner join int_account_mrr_periods
        on
            compared_days.account_id = int_account_mrr_periods.account_id
            and compared_days.compared_date >= int_account_mrr_periods.valid_from
            and (
                int_account_mrr_periods.valid_to is null
                or compared_days.compared_date < int_account_mrr_periods.valid_to
            )
    inner join int_exchange_rates_monthly
        on
            int_account_mrr_periods.currency = int_exchange_rates_monthly.currency
            and compared_days.as_of_date >= int_exchange_rates_monthly.valid_from
            and (
                int_exchange_rates_monthly.valid_to is null
                or compared_days.as_of_date < int_exchange_rates_monthly.valid_to
            )
),

final as (
    select
        account_id,
        as_of_date,
        cast(sum(case when is_as_of_date then mrr else 0 end) as double precision) as mrr,
        cast(sum(case when is_as_of_date then discount_mrr else 0 end) as double precision)
            as discount_mrr,
        cast(sum(case when is_as_of_date then 0 else mrr end) as double precision)
            as mrr_90_days_before
    from amounts
    group by account_id, as_of_date
)

select * from final
