/*
Fails for each account and month in which the movements from its start to its end do not add up to
the difference of MRR between them. The months are computed from states and rates, the movements
from changes: if both agree, neither has lost anything.
*/
with

int_account_months as (
    select * from {{ ref('int_account_months') }}
),

fct_mrr_movements as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'movement_date') }} as date) as movement_month
    from {{ ref('fct_mrr_movements') }}
),

monthly_movements as (
    select
        account_id,
        movement_month,
        sum(mrr_change) as mrr_change
    from fct_mrr_movements
    group by account_id, movement_month
),

final as (
    select
        int_account_months.mrr_start,
        int_account_months.mrr_end,
        monthly_movements.mrr_change,
        coalesce(int_account_months.account_id, monthly_movements.account_id) as account_id,
        coalesce(int_account_months.kpi_month, monthly_movements.movement_month) as kpi_month
    from int_account_months
    full outer join monthly_movements
        on
            int_account_months.account_id = monthly_movements.account_id
            and int_account_months.kpi_month = monthly_movements.movement_month
    where
        int_account_months.mrr_end - int_account_months.mrr_start
        is distinct from coalesce(monthly_movements.mrr_change, 0)
)

select * from final
