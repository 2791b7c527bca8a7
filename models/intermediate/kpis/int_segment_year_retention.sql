with

int_segment_month_members as (
    select * from {{ ref('int_segment_month_members') }}
    where entity = 'account' and is_member_start
),

int_account_months as (
    select * from {{ ref('int_account_months') }}
),

-- The twelve months that end with kpi_month began eleven months before it.
members_a_year_ago as (
    select
        segment,
        entity_id as account_id,
        cast({{ dbt.dateadd('month', 11, 'kpi_month') }} as date) as kpi_month
    from int_segment_month_members
),

-- Wherever the accounts have moved since, at the exchange rates of the period's end.
customers_a_year_ago as (
    select
        members_a_year_ago.segment,
        members_a_year_ago.kpi_month,
        int_account_months.mrr_12_months_ago_at_end_rates as mrr_then,
        int_account_months.mrr_end as mrr_now,
        case
            when
                int_account_months.mrr_end < int_account_months.mrr_12_months_ago_at_end_rates
                then int_account_months.mrr_end
            else int_account_months.mrr_12_months_ago_at_end_rates
        end as mrr_kept
    from members_a_year_ago
    inner join int_account_months
        on
            members_a_year_ago.account_id = int_account_months.account_id
            and members_a_year_ago.kpi_month = int_account_months.kpi_month
    where int_account_months.mrr_12_months_ago_at_end_rates > 0
),

final as (
    select
        segment,
        kpi_month,
        count(*) as customers_12m_ago,
        sum(mrr_then) as mrr_12m_ago,
        sum(mrr_now) as mrr_now,
        sum(mrr_kept) as mrr_kept,
        sum(cast(mrr_then as double precision) * cast(mrr_then as double precision))
            as mrr_12m_ago_squared,
        sum(cast(mrr_then as double precision) * cast(mrr_now as double precision))
            as mrr_12m_ago_times_now,
        sum(cast(mrr_now as double precision) * cast(mrr_now as double precision))
            as mrr_now_squared
    from customers_a_year_ago
    group by
        segment,
        kpi_month
)

select * from final
