with

fct_segment_memberships as (
    select * from {{ ref('fct_segment_memberships') }}
),

int_kpi_months as (
    select * from {{ ref('int_kpi_months') }}
),

-- A membership holds from valid_from up to, not including, valid_to. Versions of a segment
-- follow each other without overlap, so each day is judged by the version valid then.
memberships_of_the_month as (
    select
        fct_segment_memberships.segment,
        fct_segment_memberships.entity,
        fct_segment_memberships.entity_id,
        int_kpi_months.kpi_month,
        fct_segment_memberships.valid_from <= int_kpi_months.start_date
            as is_member_start,
        (
            fct_segment_memberships.valid_to is null
            or int_kpi_months.month_end_date < fct_segment_memberships.valid_to
        ) as is_member_end
    from int_kpi_months
    inner join fct_segment_memberships
        on
            int_kpi_months.month_end_date >= fct_segment_memberships.valid_from
            and (
                fct_segment_memberships.valid_to is null
                or int_kpi_months.start_date < fct_segment_memberships.valid_to
            )
),

-- Who left and came back within the month has two memberships in it.
final as (
    select
        segment,
        entity,
        kpi_month,
        entity_id,
        bool_or(is_member_start) as is_member_start,
        bool_or(is_member_end) as is_member_end
    from memberships_of_the_month
    group by
        segment,
        entity,
        kpi_month,
        entity_id
)

select * from final
