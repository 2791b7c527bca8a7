-- Every amount is first known per account and currency, then added up, so that an account that pays
-- in several currencies is one account.
with

int_months as (
    select * from {{ ref('int_months') }}
),

int_accounts_mrr_at_month_ends as (
    select * from {{ ref('int_accounts_mrr_at_month_ends') }}
    where mrr_local > 0
),

int_exchange_rates_by_month as (
    select * from {{ ref('int_exchange_rates_by_month') }}
),

both_ends as (
    select
        int_accounts_mrr_at_month_ends.account_id,
        int_accounts_mrr_at_month_ends.currency,
        int_months.kpi_month,
        int_accounts_mrr_at_month_ends.mrr_local as mrr_local_start,
        cast(0 as numeric(18, 2)) as mrr_local_end
    from int_months
    inner join int_accounts_mrr_at_month_ends
        on int_months.start_date = int_accounts_mrr_at_month_ends.month_end_date
    union all
    select
        int_accounts_mrr_at_month_ends.account_id,
        int_accounts_mrr_at_month_ends.currency,
        int_months.kpi_month,
        cast(0 as numeric(18, 2)) as mrr_local_start,
        int_accounts_mrr_at_month_ends.mrr_local as mrr_local_end
    from int_months
    inner join int_accounts_mrr_at_month_ends
        on int_months.month_end_date = int_accounts_mrr_at_month_ends.month_end_date
),

valued as (
    select
        both_ends.account_id,
        both_ends.kpi_month,
        round(both_ends.mrr_local_start * rates.rate_start, 2) as mrr_start,
        round(both_ends.mrr_local_start * rates.rate_end, 2) as mrr_start_at_end_rates,
        round(both_ends.mrr_local_start * rates.rate_end_11_months_later, 2)
            as mrr_start_at_rates_11_months_later,
        round(both_ends.mrr_local_end * rates.rate_end, 2) as mrr_end,
        round(both_ends.mrr_local_end * rates.rate_start, 2) as mrr_end_at_start_rates
    from both_ends
    left join int_exchange_rates_by_month as rates
        on
            both_ends.currency = rates.currency
            and both_ends.kpi_month = rates.kpi_month
),

final as (
    select
        account_id,
        kpi_month,
        cast(coalesce(sum(mrr_start), 0) as numeric(18, 2)) as mrr_start,
        cast(coalesce(sum(mrr_start_at_end_rates), 0) as numeric(18, 2)) as mrr_start_at_end_rates,
        cast(sum(mrr_start_at_rates_11_months_later) as numeric(18, 2))
            as mrr_start_at_rates_11_months_later,
        cast(coalesce(sum(mrr_end), 0) as numeric(18, 2)) as mrr_end,
        cast(coalesce(sum(mrr_end_at_start_rates), 0) as numeric(18, 2)) as mrr_end_at_start_rates
    from valued
    group by account_id, kpi_month
)

select * from final
