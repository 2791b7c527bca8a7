with

int_months as (
    select * from {{ ref('int_months') }}
),

int_subscription_mrr as (
    select * from {{ ref('int_subscription_mrr') }}
    where is_counted
),

int_billing_intervals as (
    select * from {{ ref('int_billing_intervals') }}
),

int_invoices_priced_by_month as (
    select * from {{ ref('int_invoices_priced_by_month') }}
),

int_accounts_mrr_beside_invoices as (
    select * from {{ ref('int_accounts_mrr_beside_invoices') }}
),

-- Before the first invoice of all nothing is known, nor of a period that began before it.
invoice_history as (
    select min(issued_date) as first_issued_date
    from int_invoices_priced_by_month
),

longest_intervals as (
    select
        int_subscription_mrr.account_id,
        int_subscription_mrr.currency,
        int_months.kpi_month,
        max(
            int_billing_intervals.interval_months * int_subscription_mrr.billing_interval_count
        ) as longest_months
    from int_months
    inner join int_subscription_mrr
        on
            int_months.month_end_date >= int_subscription_mrr.valid_from
            and (
                int_subscription_mrr.valid_to is null
                or int_months.month_end_date < int_subscription_mrr.valid_to
            )
    inner join int_billing_intervals
        on int_subscription_mrr.billing_interval = int_billing_intervals.billing_interval
    group by
        int_subscription_mrr.account_id,
        int_subscription_mrr.currency,
        int_months.kpi_month
),

differing as (
    select
        compared.account_id,
        compared.currency,
        compared.kpi_month,
        compared.month_end_date,
        compared.mrr_local,
        compared.invoiced_mrr_local,
        case
            when compared.last_issued_date is null then 'not_invoiced'
            when compared.mrr_local = 0 and compared.has_unpaid then 'unpaid'
            when compared.mrr_local = 0 and compared.mrr_since is null then 'invoiced_without_mrr'
            when compared.mrr_local = 0 then 'ended_within_period'
            when compared.mrr_since > compared.last_issued_date then 'changed_within_period'
            when compared.invoiced_mrr_local > compared.mrr_local then 'invoiced_more'
            else 'invoiced_less'
        end as reason
    from int_accounts_mrr_beside_invoices as compared
    cross join invoice_history
    left join longest_intervals
        on
            compared.account_id = longest_intervals.account_id
            and compared.currency = longest_intervals.currency
            and compared.kpi_month = longest_intervals.kpi_month
    where
        abs(compared.mrr_local - compared.invoiced_mrr_local) > {{ var('mrr_invoice_tolerance') }}
        and (
            compared.last_issued_date is not null
            or (
                compared.month_end_date >= cast(
                    {{ dbt.dateadd(
                        'month',
                        'coalesce(longest_intervals.longest_months, 0)',
                        'invoice_history.first_issued_date'
                    ) }} as date
                )
                and {{ dbt.datediff(
                    'compared.mrr_since', 'compared.month_end_date', 'day'
                ) }} >= {{ var('invoice_timing_days') }}
            )
        )
),

invoiced_without_subscription as (
    select
        int_invoices_priced_by_month.account_id,
        int_invoices_priced_by_month.currency,
        int_months.kpi_month,
        int_months.month_end_date,
        cast(0 as numeric(18, 2)) as mrr_local,
        sum(int_invoices_priced_by_month.amount_due) as invoiced_mrr_local,
        'invoiced_without_subscription' as reason
    from int_invoices_priced_by_month
    inner join int_months
        on
            cast({{ dbt.date_trunc('month', 'int_invoices_priced_by_month.issued_date') }} as date)
            = int_months.kpi_month
    where
        int_invoices_priced_by_month.billed_subscription_id is null
        and int_invoices_priced_by_month.amount_due > 0
    group by
        int_invoices_priced_by_month.account_id,
        int_invoices_priced_by_month.currency,
        int_months.kpi_month,
        int_months.month_end_date
),

differences as (
    select * from differing
    union all
    select * from invoiced_without_subscription
),

final as (
    select
        account_id,
        currency,
        kpi_month,
        month_end_date,
        reason,
        cast(mrr_local as numeric(18, 2)) as mrr_local,
        cast(invoiced_mrr_local as numeric(18, 2)) as invoiced_mrr_local,
        cast(invoiced_mrr_local - mrr_local as numeric(18, 2)) as difference_local
    from differences
)

select * from final
