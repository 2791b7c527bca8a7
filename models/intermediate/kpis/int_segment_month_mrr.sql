with

int_segment_month_members as (
    select * from {{ ref('int_segment_month_members') }}
    where entity = 'account'
),

int_account_months as (
    select * from {{ ref('int_account_months') }}
),

-- An account without a row in a month did not exist by then: it paid nothing.
members_with_mrr as (
    select
        int_segment_month_members.segment,
        int_segment_month_members.kpi_month,
        int_segment_month_members.is_member_start,
        int_segment_month_members.is_member_end,
        int_account_months.is_paying_start,
        int_account_months.is_paying_end,
        int_account_months.mrr_start,
        int_account_months.mrr_new,
        int_account_months.mrr_reactivation,
        int_account_months.mrr_expansion,
        int_account_months.mrr_contraction,
        int_account_months.mrr_churn,
        int_account_months.mrr_fx,
        int_account_months.mrr_end,
        int_account_months.mrr_start_at_end_rates,
        case
            when int_account_months.mrr_end < int_account_months.mrr_start_at_end_rates
                then int_account_months.mrr_end
            else int_account_months.mrr_start_at_end_rates
        end as mrr_kept,
        int_account_months.is_paying_start and int_account_months.is_paying_end
            as is_paying_throughout
    from int_segment_month_members
    inner join int_account_months
        on
            int_segment_month_members.entity_id = int_account_months.account_id
            and int_segment_month_members.kpi_month = int_account_months.kpi_month
),

-- What became of the MRR at the start belongs to the members at the start, what was won to the
-- members at the end. The table in this model's description goes through every case.
summed as (
    select
        segment,
        kpi_month,
        count(*) filter (where is_member_start and is_paying_start) as customers_start,
        count(*) filter (where is_member_end and is_paying_end) as customers_end,
        count(*) filter (where is_member_start and is_paying_start and not is_paying_end)
            as customers_churned,
        count(*) filter (where is_member_start and is_paying_start and mrr_expansion > 0)
            as customers_upgraded,
        sum(mrr_start) filter (where is_member_start) as mrr_start,
        sum(mrr_new) filter (where is_member_end) as mrr_new,
        sum(mrr_reactivation) filter (where is_member_end) as mrr_reactivation,
        sum(mrr_expansion) filter (where is_member_start) as mrr_expansion,
        sum(mrr_contraction) filter (where is_member_start) as mrr_contraction,
        sum(mrr_churn) filter (where is_member_start) as mrr_churn,
        sum(mrr_end) filter (
            where is_paying_throughout and is_member_end and not is_member_start
        ) as mrr_entered,
        sum(mrr_end) filter (
            where is_paying_throughout and is_member_start and not is_member_end
        ) as mrr_left,
        sum(mrr_fx) filter (where is_member_start) as mrr_fx,
        sum(mrr_end) filter (where is_member_end) as mrr_end,
        sum(mrr_start_at_end_rates) filter (where is_member_start and is_paying_start)
            as retention_mrr_start,
        sum(mrr_end) filter (where is_member_start and is_paying_start) as retention_mrr_end,
        sum(mrr_kept) filter (where is_member_start and is_paying_start) as retention_mrr_kept
    from members_with_mrr
    group by
        segment,
        kpi_month
),

final as (
    select
        segment,
        kpi_month,
        customers_start,
        customers_end,
        customers_churned,
        customers_upgraded,
        {%- for amount in [
            'mrr_start', 'mrr_new', 'mrr_reactivation', 'mrr_expansion', 'mrr_contraction',
            'mrr_churn', 'mrr_entered', 'mrr_left', 'mrr_fx', 'mrr_end', 'retention_mrr_start',
            'retention_mrr_end', 'retention_mrr_kept'
        ] %}
    cast(coalesce({{ amount }}, 0) as numeric(18, 2)) as {{ amount }}
    {{- ',' if not loop.last }}
    {%- endfor %}
    from summed
)

select * from final
