with

int_run as (
    select * from {{ ref('int_run') }}
),

dim_segments as (
    select * from {{ ref('dim_segments') }}
    where is_current
),

fct_segment_kpis as (
    select * from {{ ref('fct_segment_kpis') }}
),

int_segment_month_facts as (
    select * from {{ ref('int_segment_month_facts') }}
),

answers_of_a_year as (
    select
        int_segment_month_facts.segment,
        cast(sum(int_segment_month_facts.nps_responses) as bigint) as nps_responses,
        sum(int_segment_month_facts.nps_promoters) as nps_promoters,
        sum(int_segment_month_facts.nps_detractors) as nps_detractors
    from int_segment_month_facts
    inner join int_run
        on
            int_segment_month_facts.kpi_month
            > cast({{ dbt.dateadd('month', -12, 'int_run.as_of_date') }} as date)
    group by int_segment_month_facts.segment
),

figures_of_the_month as (
    select
        fct_segment_kpis.*,
        coalesce(answers_of_a_year.nps_responses, 0) as nps_responses_12m,
        coalesce(answers_of_a_year.nps_promoters, 0) as nps_promoters_12m,
        coalesce(answers_of_a_year.nps_detractors, 0) as nps_detractors_12m
    from fct_segment_kpis
    inner join dim_segments
        on fct_segment_kpis.segment = dim_segments.segment
    inner join int_run
        on fct_segment_kpis.month_end_date = int_run.as_of_date
    left join answers_of_a_year
        on fct_segment_kpis.segment = answers_of_a_year.segment
),

-- An answer counts 100, 0 or -100: the score is their mean.
final as (
    select
        segment,
        entity,
        members_end,
        {{ ratio('active_members', 'members_end') }} as active_share,
        {{ wilson_bound('active_members', 'members_end', 'lower') }} as active_share_low,
        {{ wilson_bound('active_members', 'members_end', 'upper') }} as active_share_high,
        activation_rate,
        {{ wilson_bound('activated_members', 'members_end', 'lower') }} as activation_rate_low,
        {{ wilson_bound('activated_members', 'members_end', 'upper') }} as activation_rate_high,
        customer_months_12m,
        customer_churn_rate_12m,
        {{ wilson_bound('customers_churned_12m', 'customer_months_12m', 'lower') }}
            as customer_churn_rate_12m_low,
        {{ wilson_bound('customers_churned_12m', 'customer_months_12m', 'upper') }}
            as customer_churn_rate_12m_high,
        customers_12m_ago,
        net_revenue_retention_12m,
        net_revenue_retention_12m_low,
        net_revenue_retention_12m_high,
        nps_responses_12m,
        {{ ratio('100 * (nps_promoters_12m - nps_detractors_12m)', 'nps_responses_12m') }}
            as nps_12m,
        {%- for side in ['lower', 'upper'] %}
        {{ ratio_bound(
            'nps_responses_12m', '100 * (nps_promoters_12m - nps_detractors_12m)',
            'nps_responses_12m', '100 * (nps_promoters_12m - nps_detractors_12m)',
            '10000 * (nps_promoters_12m + nps_detractors_12m)', 'nps_responses_12m', side
        ) }} as nps_12m_{{ 'low' if side == 'lower' else 'high' }},
        {%- endfor %}
        customers_end,
        ltv,
        ltv_low,
        ltv_high
    from figures_of_the_month
)

select * from final
