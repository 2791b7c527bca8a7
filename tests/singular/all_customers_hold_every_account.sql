-- Fails where the MRR or the paying customers of all_customers at the end of a month are not those
-- of the accounts themselves: then some account that pays is in no evaluation, and every share of
-- the whole is wrong.
with

int_segment_months as (
    select * from {{ ref('int_segment_months') }}
    where segment = 'all_customers'
),

int_account_months as (
    select * from {{ ref('int_account_months') }}
),

accounts as (
    select
        kpi_month,
        sum(mrr_end) as mrr_end,
        count(*) filter (where is_paying_end) as customers_end
    from int_account_months
    group by kpi_month
)

select
    int_segment_months.kpi_month,
    int_segment_months.mrr_end,
    accounts.mrr_end as mrr_end_of_accounts,
    int_segment_months.customers_end,
    accounts.customers_end as customers_end_of_accounts
from int_segment_months
left join accounts
    on int_segment_months.kpi_month = accounts.kpi_month
where
    int_segment_months.mrr_end is distinct from coalesce(accounts.mrr_end, 0)
    or int_segment_months.customers_end is distinct from coalesce(accounts.customers_end, 0)
