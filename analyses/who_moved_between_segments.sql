-- Who moved between segments, and what MRR went with them?
--
-- One row per month and move, the most money first, over the last three months: from a segment that
-- accounts left to one that they entered in the same month ('none': entered without leaving one, or
-- left without entering one). mrr_lost is what the movers stopped paying on the way. Segments
-- overlap, so an account can stand in several rows; members_entered and members_left of
-- fct_segment_kpis count it once. The accounts themselves stand in fct_segment_memberships.
with

rpt_segment_migration as (
    select * from {{ ref('rpt_segment_migration') }}
    where from_segment <> to_segment
),

recent_months as (
    select
        month,
        row_number() over (order by month desc) as months_back
    from rpt_segment_migration
    group by month
),

final as (
    select
        rpt_segment_migration.month,
        rpt_segment_migration.from_segment,
        rpt_segment_migration.to_segment,
        rpt_segment_migration.accounts,
        rpt_segment_migration.mrr_start,
        rpt_segment_migration.mrr,
        case
            when rpt_segment_migration.mrr_start > rpt_segment_migration.mrr
                then rpt_segment_migration.mrr_start - rpt_segment_migration.mrr
            else 0
        end as mrr_lost
    from rpt_segment_migration
    inner join recent_months
        on rpt_segment_migration.month = recent_months.month
    where recent_months.months_back <= 3
)

select * from final
order by month desc, mrr_start desc, mrr desc, from_segment asc, to_segment asc
