with

int_kpi_months as (
    select * from {{ ref('int_kpi_months') }}
),

dim_segments as (
    select * from {{ ref('dim_segments') }}
),

int_segment_month_members as (
    select * from {{ ref('int_segment_month_members') }}
),

-- A segment has a row up to the month in which its last version ended.
segments as (
    select
        segment,
        entity,
        bool_or(is_current) as is_current,
        max(ended_on) as ended_on
    from dim_segments
    group by
        segment,
        entity
),

member_counts as (
    select
        segment,
        kpi_month,
        count(*) filter (where is_member_start) as members_start,
        count(*) filter (where is_member_end and not is_member_start) as members_entered,
        count(*) filter (where is_member_start and not is_member_end) as members_left,
        count(*) filter (where is_member_end) as members_end
    from int_segment_month_members
    group by
        segment,
        kpi_month
),

final as (
    select
        segments.segment,
        segments.entity,
        int_kpi_months.kpi_month,
        int_kpi_months.month_end_date,
        int_kpi_months.is_complete,
        int_kpi_months.is_settled,
        coalesce(member_counts.members_start, 0) as members_start,
        coalesce(member_counts.members_entered, 0) as members_entered,
        coalesce(member_counts.members_left, 0) as members_left,
        coalesce(member_counts.members_end, 0) as members_end
    from segments
    cross join int_kpi_months
    left join member_counts
        on
            segments.segment = member_counts.segment
            and int_kpi_months.kpi_month = member_counts.kpi_month
    where
        segments.is_current
        or int_kpi_months.start_date < segments.ended_on
)

select * from final
