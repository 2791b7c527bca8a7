-- Fails where the bridge of a segment and month does not close: its members or its MRR at the
-- start, plus what the month did, are not those at the end. Then some account is counted twice or
-- lost, and no figure built on the bridge (churn, expansion, what moved between segments) can be
-- trusted.
select
    segment,
    kpi_month,
    members_end,
    mrr_end,
    members_start + members_entered - members_left as members_end_by_the_bridge,
    mrr_start + mrr_new + mrr_reactivation + mrr_expansion + mrr_entered + mrr_fx
    - mrr_contraction - mrr_churn - mrr_left as mrr_end_by_the_bridge
from {{ ref('fct_segment_kpis') }}
where
    members_start + members_entered - members_left is distinct from members_end
    or mrr_start + mrr_new + mrr_reactivation + mrr_expansion + mrr_entered + mrr_fx
    - mrr_contraction - mrr_churn - mrr_left is distinct from mrr_end
    or (entity = 'account') is distinct from (mrr_end is not null)
    or mrr_new < 0
    or mrr_reactivation < 0
    or mrr_expansion < 0
    or mrr_entered < 0
    or mrr_contraction < 0
    or mrr_churn < 0
    or mrr_left < 0
