-- What is a customer of each segment worth over its lifetime?
--
-- One row per segment of accounts at the last complete month, the most valuable first, with the
-- 95 % interval of LTV, what it is made of, how it compares with all customers, and why it is
-- missing where it is. ltv_note says where the rule itself selects on survival: such a segment's
-- LTV is that of customers who have already stayed, not that of a newcomer.
with

fct_segment_kpis as (
    select * from {{ ref('fct_segment_kpis') }}
    where entity = 'account' and is_complete
),

latest_month as (
    select max(kpi_month) as kpi_month
    from fct_segment_kpis
),

all_customers as (
    select
        kpi_month,
        ltv
    from fct_segment_kpis
    where segment = 'all_customers'
)

select
    fct_segment_kpis.segment,
    fct_segment_kpis.kpi_month,
    fct_segment_kpis.customers_end,
    fct_segment_kpis.is_representative,
    fct_segment_kpis.arpa,
    fct_segment_kpis.customer_churn_rate_12m,
    fct_segment_kpis.customer_churn_rate_12m_shrunk,
    fct_segment_kpis.ltv,
    fct_segment_kpis.ltv_low,
    fct_segment_kpis.ltv_high,
    {{ ratio('fct_segment_kpis.ltv', 'all_customers.ltv') }} as ltv_to_all_customers,
    fct_segment_kpis.ltv_null_because,
    fct_segment_kpis.ltv_note
from fct_segment_kpis
inner join latest_month
    on fct_segment_kpis.kpi_month = latest_month.kpi_month
left join all_customers
    on fct_segment_kpis.kpi_month = all_customers.kpi_month
order by fct_segment_kpis.ltv desc nulls last, fct_segment_kpis.segment asc
