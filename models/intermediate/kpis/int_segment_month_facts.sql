with

int_segment_month_members as (
    select * from {{ ref('int_segment_month_members') }}
    where entity = 'account'
),

int_account_month_facts as (
    select * from {{ ref('int_account_month_facts') }}
),

final as (
    select
        int_segment_month_members.segment,
        int_segment_month_members.kpi_month,
        cast(sum(int_account_month_facts.signed_up) as bigint) as signed_up,
        cast(sum(int_account_month_facts.product_qualified) as bigint) as product_qualified,
        cast(sum(int_account_month_facts.sales_qualified) as bigint) as sales_qualified,
        percentile_cont(0.5) within group (order by int_account_month_facts.hours_to_first_value)
            as median_hours_to_first_value,
        percentile_cont(0.5) within group (order by int_account_month_facts.days_to_churn)
            as median_days_to_churn,
        cast(sum(int_account_month_facts.trials_started) as bigint) as trials_started,
        cast(sum(int_account_month_facts.trials_converted) as bigint) as trials_converted,
        cast(sum(int_account_month_facts.opportunities_won) as bigint) as opportunities_won,
        cast(sum(int_account_month_facts.tickets) as bigint) as tickets,
        cast(sum(int_account_month_facts.nps_responses) as bigint) as nps_responses,
        cast(sum(int_account_month_facts.nps_promoters) as bigint) as nps_promoters,
        cast(sum(int_account_month_facts.nps_detractors) as bigint) as nps_detractors,
        cast(sum(int_account_month_facts.csat_responses) as bigint) as csat_responses,
        sum(int_account_month_facts.support_minutes) as support_minutes,
        sum(int_account_month_facts.csat_total) as csat_total
    from int_segment_month_members
    inner join int_account_month_facts
        on
            int_segment_month_members.entity_id = int_account_month_facts.account_id
            and int_segment_month_members.kpi_month = int_account_month_facts.kpi_month
    group by
        int_segment_month_members.segment,
        int_segment_month_members.kpi_month
)

select * from final
