-- A month starts where the one before ends, so one look-up serves both sides of a month.
with

int_months as (
    select * from {{ ref('int_months') }}
),

int_account_mrr_periods as (
    select * from {{ ref('int_account_mrr_periods') }}
),

month_ends as (
    select start_date as month_end_date from int_months
    union distinct
    select month_end_date from int_months
),

final as (
    select
        int_account_mrr_periods.account_id,
        int_account_mrr_periods.currency,
        month_ends.month_end_date,
        int_account_mrr_periods.mrr_local,
        int_account_mrr_periods.valid_from as mrr_since
    from month_ends
    inner join int_account_mrr_periods
        on
            month_ends.month_end_date >= int_account_mrr_periods.valid_from
            and (
                int_account_mrr_periods.valid_to is null
                or month_ends.month_end_date < int_account_mrr_periods.valid_to
            )
)

select * from final
