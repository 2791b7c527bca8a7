with

dim_segments as (
    select * from {{ ref('dim_segments') }}
    where is_current
),

int_kpi_months as (
    select * from {{ ref('int_kpi_months') }}
    where is_complete
),

int_segment_months as (
    select * from {{ ref('int_segment_months') }}
),

int_segment_member_changes as (
    select * from {{ ref('int_segment_member_changes') }}
),

recent_months as (
    select kpi_month
    from int_kpi_months
    where
        kpi_month > (
            select
                {{ dbt.dateadd(
                    'month', -var('stability_months'), 'max(complete_months.kpi_month)'
                ) }}
            from int_kpi_months as complete_months
        )
),

monthly_changes as (
    select
        int_segment_months.segment,
        {{ ratio(
            'int_segment_months.members_entered + int_segment_months.members_left',
            'int_segment_months.members_start + int_segment_months.members_end'
        ) }} as changing_share,
        {{ ratio(
            '2 * abs(int_segment_months.members_end - int_segment_months.members_start)',
            'int_segment_months.members_start + int_segment_months.members_end'
        ) }} as size_change
    from int_segment_months
    inner join recent_months
        on int_segment_months.kpi_month = recent_months.kpi_month
),

stability as (
    select
        segment,
        count(changing_share) as months_with_members,
        avg(changing_share) as changing_share,
        max(size_change) as size_swing
    from monthly_changes
    group by segment
),

changes_by_cause as (
    select
        segment,
        count(*) filter (where cause = 'behaviour') as changes_by_behaviour,
        count(*) filter (where cause = 'moved cut') as changes_by_moved_cut,
        count(*) filter (where cause = 'exchange rates') as changes_by_exchange_rates
    from int_segment_member_changes
    group by segment
),

gathered as (
    select
        dim_segments.segment,
        coalesce(stability.months_with_members, 0) as months_with_members,
        stability.changing_share,
        stability.size_swing,
        coalesce(changes_by_cause.changes_by_behaviour, 0) as changes_by_behaviour,
        coalesce(changes_by_cause.changes_by_moved_cut, 0) as changes_by_moved_cut,
        coalesce(changes_by_cause.changes_by_exchange_rates, 0) as changes_by_exchange_rates
    from dim_segments
    left join stability
        on dim_segments.segment = stability.segment
    left join changes_by_cause
        on dim_segments.segment = changes_by_cause.segment
),

final as (
    select
        segment,
        case
            when months_with_members = 0 then 'unknown'
            when
                changing_share <= {{ var('max_monthly_change') }}
                and size_swing <= {{ var('max_monthly_change') }}
                then 'yes'
            else 'no'
        end as stable,
        changing_share as stable_figure,
        size_swing,
        changes_by_behaviour,
        changes_by_moved_cut,
        changes_by_exchange_rates,
        case
            when months_with_members = 0
                then 'no complete month with a member among the last {{ var("stability_months") }}'
            else
                'of the members, '
                || cast({{ round_half_up('100 * changing_share') }} as varchar)
                || ' % change a month (' || cast(changes_by_behaviour as varchar)
                || ' changes by behaviour, ' || cast(changes_by_moved_cut as varchar)
                || ' by a moved cut, ' || cast(changes_by_exchange_rates as varchar)
                || ' by exchange rates); size swings by up to '
                || cast({{ round_half_up('100 * size_swing') }} as varchar) || ' % a month'
        end as stable_reason
    from gathered
)

select * from final
