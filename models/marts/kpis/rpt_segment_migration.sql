with

int_segment_month_members as (
    select * from {{ ref('int_segment_month_members') }}
    where entity = 'account' and segment <> 'all_customers'
),

int_account_months as (
    select * from {{ ref('int_account_months') }}
),

gone as (
    select * from int_segment_month_members
    where is_member_start and not is_member_end
),

come as (
    select * from int_segment_month_members
    where is_member_end and not is_member_start
),

-- Segments overlap: an account that left two of them and entered one has made two moves.
moves as (
    select
        coalesce(gone.kpi_month, come.kpi_month) as kpi_month,
        coalesce(gone.entity_id, come.entity_id) as account_id,
        coalesce(gone.segment, 'none') as from_segment,
        coalesce(come.segment, 'none') as to_segment
    from gone
    full outer join come
        on
            gone.kpi_month = come.kpi_month
            and gone.entity_id = come.entity_id
),

stays as (
    select
        kpi_month,
        entity_id as account_id,
        segment as from_segment,
        segment as to_segment
    from int_segment_month_members
    where is_member_start and is_member_end
),

moves_and_stays as (
    select * from moves
    union all
    select * from stays
),

final as (
    select
        moves_and_stays.kpi_month as month,
        moves_and_stays.from_segment,
        moves_and_stays.to_segment,
        cast(coalesce(sum(int_account_months.mrr_start), 0) as numeric(18, 2)) as mrr_start,
        cast(coalesce(sum(int_account_months.mrr_end), 0) as numeric(18, 2)) as mrr,
        count(*) as accounts
    from moves_and_stays
    left join int_account_months
        on
            moves_and_stays.account_id = int_account_months.account_id
            and moves_and_stays.kpi_month = int_account_months.kpi_month
    group by
        moves_and_stays.kpi_month,
        moves_and_stays.from_segment,
        moves_and_stays.to_segment
)

select * from final
