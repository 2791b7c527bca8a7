with

int_segment_month_totals as (
    select * from {{ ref('int_segment_month_totals') }}
),

int_segment_month_churn as (
    select * from {{ ref('int_segment_month_churn') }}
),

int_segment_inputs as (
    select * from {{ ref('int_segment_inputs') }}
),

int_cost_assumptions as (
    select * from {{ ref('int_cost_assumptions') }}
),

-- Traits that no behaviour changes select nobody for having stayed.
segments_by_behaviour as (
    select distinct segment
    from int_segment_inputs
    where not is_fixed_trait and input_kind <> 'custom attribute'
),

with_churn as (
    select
        int_segment_month_totals.*,
        int_segment_month_churn.customers_churned_12m,
        int_segment_month_churn.customer_months_12m,
        int_segment_month_churn.customer_churn_rate_12m,
        int_segment_month_churn.customer_churn_rate_12m_shrunk,
        int_segment_month_churn.customer_churn_rate_12m_shrunk_low,
        int_segment_month_churn.customer_churn_rate_12m_shrunk_high,
        int_cost_assumptions.gross_margin,
        segments_by_behaviour.segment is not null as is_selected_by_behaviour,
        {{ ratio('int_segment_month_totals.mrr_end', 'int_segment_month_totals.customers_end') }}
            as unrounded_arpa
    from int_segment_month_totals
    cross join int_cost_assumptions
    inner join int_segment_month_churn
        on
            int_segment_month_totals.segment = int_segment_month_churn.segment
            and int_segment_month_totals.kpi_month = int_segment_month_churn.kpi_month
    left join segments_by_behaviour
        on int_segment_month_totals.segment = segments_by_behaviour.segment
),

with_intervals as (
    select
        *,
        unrounded_arpa * gross_margin / nullif(customer_churn_rate_12m_shrunk, 0) as ltv,
        unrounded_arpa * gross_margin / nullif(customer_churn_rate_12m_shrunk_high, 0) as ltv_low,
        unrounded_arpa * gross_margin / nullif(customer_churn_rate_12m_shrunk_low, 0) as ltv_high,
        {{ ratio_bound(
            'mrr_12m_ago', 'mrr_now', 'mrr_12m_ago_squared', 'mrr_12m_ago_times_now',
            'mrr_now_squared', 'customers_12m_ago', 'lower'
        ) }} as net_revenue_retention_12m_low,
        {{ ratio_bound(
            'mrr_12m_ago', 'mrr_now', 'mrr_12m_ago_squared', 'mrr_12m_ago_times_now',
            'mrr_now_squared', 'customers_12m_ago', 'upper'
        ) }} as net_revenue_retention_12m_high
    from with_churn
),

final as (
    select
        segment,
        entity,
        kpi_month,
        month_end_date,
        is_complete,
        is_settled,
        members_start,
        members_entered,
        members_left,
        members_end,
        customers_start,
        customers_end,
        customers_churned,
        mrr_start,
        mrr_new,
        mrr_reactivation,
        mrr_expansion,
        mrr_contraction,
        mrr_churn,
        mrr_entered,
        mrr_left,
        mrr_fx,
        mrr_end,
        {{ divide_to_cents('mrr_end', 'nullif(customers_end, 0)') }} as arpa,
        {{ ratio('customers_churned', 'customers_start') }} as customer_churn_rate,
        median_days_to_churn,
        customers_upgraded,
        {{ ratio('customers_upgraded', 'customers_start') }} as upgrade_rate,
        discounted_customers,
        {{ ratio('discounted_customers', 'customers_end') }} as discount_use,
        discount_mrr,
        {{ ratio('mrr_churn + mrr_contraction', 'mrr_start') }} as gross_mrr_churn_rate,
        {{ ratio('mrr_churn + mrr_contraction - mrr_expansion - mrr_reactivation', 'mrr_start') }}
            as net_mrr_churn_rate,
        retention_mrr_start,
        retention_mrr_kept,
        retention_mrr_end,
        mrr_12m_ago,
        mrr_kept as mrr_12m_kept,
        mrr_now as mrr_12m_now,
        {{ ratio('retention_mrr_kept', 'retention_mrr_start') }} as gross_revenue_retention,
        {{ ratio('retention_mrr_end', 'retention_mrr_start') }} as net_revenue_retention,
        {{ ratio('mrr_kept', 'mrr_12m_ago') }} as gross_revenue_retention_12m,
        {{ ratio('mrr_now', 'mrr_12m_ago') }} as net_revenue_retention_12m,
        case
            when net_revenue_retention_12m_low < 0 then 0
            else net_revenue_retention_12m_low
        end as net_revenue_retention_12m_low,
        net_revenue_retention_12m_high,
        customers_12m_ago,
        customers_churned_12m,
        customer_months_12m,
        customer_churn_rate_12m,
        customer_churn_rate_12m_shrunk,
        {{ round_half_up('ltv', 2) }} as ltv,
        {{ round_half_up('ltv_low', 2) }} as ltv_low,
        {{ round_half_up('ltv_high', 2) }} as ltv_high,
        case
            when entity <> 'account' then 'users have no revenue of their own'
            when customers_end = 0 then 'no member pays at the end of the month'
            when gross_margin is null then 'cost_assumptions has no gross_margin'
            when customer_churn_rate_12m_shrunk is null
                then 'no complete month began with a paying customer yet'
            when customer_churn_rate_12m_shrunk = 0
                then 'no customer at all churned in the last 12 complete months'
        end as ltv_null_because,
        case
            when ltv is not null and is_selected_by_behaviour
                then
                    'the rule picks customers by what they did or how long they stayed, '
                    || 'so they have survived to do it: newcomers churn more'
        end as ltv_note,
        {{ ratio('mrr_new + mrr_expansion + mrr_reactivation', 'mrr_contraction + mrr_churn') }}
            as quick_ratio,
        trials_started,
        trials_converted,
        activated_members,
        {{ ratio('activated_members', 'members_end') }} as activation_rate,
        {{ ratio('trials_converted', 'trials_started') }} as trial_to_paid,
        onboarded_members,
        {{ ratio('onboarded_members', 'members_end') }} as onboarding_completion,
        median_hours_to_first_value,
        signed_up,
        product_qualified,
        sales_qualified,
        {{ ratio('product_qualified', 'signed_up') }} as pql_rate,
        {{ ratio('sales_qualified', 'product_qualified') }} as pql_to_sql,
        opportunities_won,
        {{ ratio('opportunities_won', 'sales_qualified') }} as sql_to_won,
        active_members,
        weekly_active_users,
        weekly_active_accounts,
        core_feature_members,
        {{ ratio('core_feature_members', 'members_end') }} as core_feature_adoption,
        tickets,
        support_minutes,
        nps_responses,
        {{ ratio('100 * (nps_promoters - nps_detractors)', 'nps_responses') }} as nps,
        csat_responses,
        {{ ratio('csat_total', 'csat_responses') }} as csat
    from with_intervals
)

select * from final
