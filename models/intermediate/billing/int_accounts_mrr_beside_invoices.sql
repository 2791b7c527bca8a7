with

int_months as (
    select * from {{ ref('int_months') }}
),

int_accounts_mrr_at_month_ends as (
    select * from {{ ref('int_accounts_mrr_at_month_ends') }}
),

int_invoices_with_coverage as (
    select * from {{ ref('int_invoices_with_coverage') }}
),

mrr as (
    select
        int_accounts_mrr_at_month_ends.account_id,
        int_accounts_mrr_at_month_ends.currency,
        int_months.kpi_month,
        int_months.month_end_date,
        int_accounts_mrr_at_month_ends.mrr_local,
        int_accounts_mrr_at_month_ends.mrr_since
    from int_months
    inner join int_accounts_mrr_at_month_ends
        on int_months.month_end_date = int_accounts_mrr_at_month_ends.month_end_date
),

invoiced as (
    select
        int_invoices_with_coverage.account_id,
        int_invoices_with_coverage.currency,
        int_months.kpi_month,
        int_months.month_end_date,
        sum(int_invoices_with_coverage.monthly_amount_local) as invoiced_mrr_local,
        max(int_invoices_with_coverage.issued_date) as last_issued_date,
        bool_or(int_invoices_with_coverage.is_unpaid) as has_unpaid
    from int_invoices_with_coverage
    inner join int_months
        on
            int_invoices_with_coverage.issued_date <= int_months.month_end_date
            and int_invoices_with_coverage.covered_until_date > int_months.month_end_date
    group by
        int_invoices_with_coverage.account_id,
        int_invoices_with_coverage.currency,
        int_months.kpi_month,
        int_months.month_end_date
),

final as (
    select
        coalesce(mrr.account_id, invoiced.account_id) as account_id,
        coalesce(mrr.currency, invoiced.currency) as currency,
        coalesce(mrr.kpi_month, invoiced.kpi_month) as kpi_month,
        coalesce(mrr.month_end_date, invoiced.month_end_date) as month_end_date,
        cast(coalesce(mrr.mrr_local, 0) as numeric(18, 2)) as mrr_local,
        cast(coalesce(invoiced.invoiced_mrr_local, 0) as numeric(18, 2)) as invoiced_mrr_local,
        mrr.mrr_since,
        invoiced.last_issued_date,
        invoiced.has_unpaid
    from mrr
    full outer join invoiced
        on
            mrr.account_id = invoiced.account_id
            and mrr.currency = invoiced.currency
            and mrr.kpi_month = invoiced.kpi_month
)

select * from final
