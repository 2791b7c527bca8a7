with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

dim_segments as (
    select * from {{ ref('dim_segments') }}
    where is_current
),

fct_segment_memberships as (
    select * from {{ ref('fct_segment_memberships') }}
),

fct_mrr_movements as (
    select * from {{ ref('fct_mrr_movements') }}
    where movement_type <> 'fx'
),

numbers as (
    {{ dbt.generate_series(4) }}
),

week_ends as (
    select cast({{ dbt.dateadd(
        'day', '-7 * (cast(numbers.generated_number as integer) - 1)', 'int_run.as_of_date'
    ) }} as date) as week_end_date
    from int_run
    cross join numbers
),

weeks as (
    select
        week_end_date,
        cast({{ dbt.dateadd('day', -7, 'week_end_date') }} as date) as began_after
    from week_ends
),

-- Of a segment that nobody was in before, all have entered at once: most often its rule is new.
first_days as (
    select
        segment,
        min(valid_from) as first_member_on
    from fct_segment_memberships
    group by segment
),

-- Who came and went again within the week is in none of the two.
members as (
    select
        weeks.week_end_date,
        fct_segment_memberships.segment,
        fct_segment_memberships.entity_id,
        max(case
            when
                fct_segment_memberships.valid_from <= weeks.began_after
                and coalesce(fct_segment_memberships.valid_to > weeks.began_after, true)
                then 1
            else 0
        end) as is_member_before,
        max(case
            when coalesce(fct_segment_memberships.valid_to > weeks.week_end_date, true) then 1
            else 0
        end) as is_member_now
    from weeks
    inner join fct_segment_memberships
        on
            weeks.week_end_date >= fct_segment_memberships.valid_from
            and coalesce(weeks.began_after < fct_segment_memberships.valid_to, true)
    group by weeks.week_end_date, fct_segment_memberships.segment, fct_segment_memberships.entity_id
),

sizes as (
    select
        week_end_date,
        segment,
        sum(is_member_before) as members_before,
        sum(is_member_now) as members,
        sum(case when is_member_now > is_member_before then 1 else 0 end) as members_entered,
        sum(case when is_member_now < is_member_before then 1 else 0 end) as members_left
    from members
    group by week_end_date, segment
),

movements as (
    select
        weeks.week_end_date,
        fct_mrr_movements.account_id,
        fct_mrr_movements.movement_type,
        fct_mrr_movements.mrr_change,
        case
            when fct_mrr_movements.movement_type in ('new', 'reactivation')
                then fct_mrr_movements.movement_date
            else cast({{ dbt.dateadd('day', -1, 'fct_mrr_movements.movement_date') }} as date)
        end as member_on
    from weeks
    inner join fct_mrr_movements
        on
            weeks.began_after < fct_mrr_movements.movement_date
            and weeks.week_end_date >= fct_mrr_movements.movement_date
),

-- What is won belongs to the segments of that day, what grows or goes to those of the day before.
money as (
    select
        movements.week_end_date,
        fct_segment_memberships.segment,
        sum(movements.mrr_change) filter (
            where movements.movement_type in ('new', 'reactivation')
        ) as mrr_won,
        sum(movements.mrr_change) filter (where movements.movement_type = 'expansion')
            as mrr_expansion,
        -sum(movements.mrr_change) filter (where movements.movement_type = 'contraction')
            as mrr_contraction,
        -sum(movements.mrr_change) filter (where movements.movement_type = 'churn') as mrr_churn,
        count(*) filter (where movements.movement_type in ('new', 'reactivation')) as customers_won,
        count(*) filter (where movements.movement_type = 'churn') as customers_lost
    from movements
    inner join fct_segment_memberships
        on
            movements.account_id = fct_segment_memberships.entity_id
            and fct_segment_memberships.entity = 'account'
            and movements.member_on >= fct_segment_memberships.valid_from
            and coalesce(movements.member_on < fct_segment_memberships.valid_to, true)
    group by movements.week_end_date, fct_segment_memberships.segment
),

final as (
    select
        cast(dim_segments.segment as varchar) as segment,
        weeks.week_end_date,
        cast(dim_segments.label as varchar) as label,
        cast(dim_segments.entity as varchar) as entity,
        cast(weeks.week_end_date = int_run.as_of_date as boolean) as is_latest,
        cast(coalesce(first_days.first_member_on > weeks.began_after, false) as boolean)
            as is_first_week,
        cast(coalesce(sizes.members_before, 0) as bigint) as members_before,
        cast(coalesce(sizes.members_entered, 0) as bigint) as members_entered,
        cast(coalesce(sizes.members_left, 0) as bigint) as members_left,
        cast(coalesce(sizes.members, 0) as bigint) as members,
        cast(coalesce(sizes.members_entered - sizes.members_left, 0) as bigint) as members_change,
        cast(coalesce(money.customers_won, 0) as bigint) as customers_won,
        cast(coalesce(money.customers_lost, 0) as bigint) as customers_lost,
        cast(coalesce(money.mrr_won, 0) as numeric(18, 2)) as mrr_won,
        cast(coalesce(money.mrr_expansion, 0) as numeric(18, 2)) as mrr_expansion,
        cast(coalesce(money.mrr_contraction, 0) as numeric(18, 2)) as mrr_contraction,
        cast(coalesce(money.mrr_churn, 0) as numeric(18, 2)) as mrr_churn
    from weeks
    cross join int_run
    cross join dim_segments
    left join first_days on dim_segments.segment = first_days.segment
    left join sizes
        on
            weeks.week_end_date = sizes.week_end_date
            and dim_segments.segment = sizes.segment
    left join money
        on
            weeks.week_end_date = money.week_end_date
            and dim_segments.segment = money.segment
)

select * from final
