-- Fails where a month of a segment does not begin as the one before ended, in members, customers or
-- MRR: then a state was taken on two different days, or an exchange rate moved unbooked between two
-- months. Recomputed figures are checked: published months may be restated one by one.
with

int_segment_months as (
    select * from {{ ref('int_segment_months') }}
),

with_month_before as (
    select
        segment,
        kpi_month,
        members_start,
        customers_start,
        mrr_start,
        lag(kpi_month) over segment_history as previous_month,
        lag(members_end) over segment_history as previous_members_end,
        lag(customers_end) over segment_history as previous_customers_end,
        lag(mrr_end) over segment_history as previous_mrr_end
    from int_segment_months
    window segment_history as (partition by segment order by kpi_month)
)

select *
from with_month_before
where
    previous_month is not null
    and (
        cast({{ dbt.dateadd('month', 1, 'previous_month') }} as date) <> kpi_month
        or members_start is distinct from previous_members_end
        or customers_start is distinct from previous_customers_end
        or mrr_start is distinct from previous_mrr_end
    )
