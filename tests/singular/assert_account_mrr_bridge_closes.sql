/*
Fails for each account and month whose MRR at the start plus its movements is not its MRR at the
end, to the cent, or whose terms have a wrong sign, or that starts elsewhere than the month before
ended. Every bridge of a segment adds up these rows: a cent lost here is missing there.
*/
with

int_account_months as (
    select * from {{ ref('int_account_months') }}
),

with_previous_end as (
    select
        *,
        coalesce(lag(mrr_end) over (partition by account_id order by kpi_month), 0)
            as previous_mrr_end
    from int_account_months
),

final as (
    select
        account_id,
        kpi_month,
        mrr_start,
        previous_mrr_end,
        mrr_end
    from with_previous_end
    where
        mrr_start + mrr_new + mrr_reactivation + mrr_expansion + mrr_fx
        - mrr_contraction - mrr_churn is distinct from mrr_end
        or least(
            mrr_start, mrr_new, mrr_reactivation, mrr_expansion, mrr_contraction, mrr_churn, mrr_end
        ) < 0
        or mrr_start is distinct from previous_mrr_end
        or is_paying_end <> (status_end = 'paying')
)

select * from final
