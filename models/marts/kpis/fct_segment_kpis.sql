{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        partition_by='kpi_month',
        on_schema_change='append_new_columns',
        pre_hook="{{ delete_kpis_not_yet_final() }}"
    )
}}

with

int_segment_months as (
    select * from {{ ref('int_segment_months') }}
),

int_run as (
    select * from {{ ref('int_run') }}
),

-- What still stands here when the model runs has been published for good.
published as (
    {% if is_incremental() -%}
    select
        segment,
        kpi_month
    from {{ this }}
    {%- else -%}
    select
        segment,
        kpi_month
    from int_segment_months
    where 1 = 0
    {%- endif %}
),

months_to_publish as (
    select int_segment_months.*
    from int_segment_months
    left join published
        on
            int_segment_months.segment = published.segment
            and int_segment_months.kpi_month = published.kpi_month
    where published.segment is null
),

final as (
    select
        months_to_publish.segment,
        months_to_publish.kpi_month,
        months_to_publish.entity,
        months_to_publish.month_end_date,
        months_to_publish.members_start,
        months_to_publish.members_entered,
        months_to_publish.members_left,
        months_to_publish.members_end,
        months_to_publish.customers_start,
        months_to_publish.customers_end,
        months_to_publish.customers_churned,
        months_to_publish.median_days_to_churn,
        months_to_publish.customers_upgraded,
        months_to_publish.upgrade_rate,
        months_to_publish.discounted_customers,
        months_to_publish.discount_use,
        months_to_publish.discount_mrr,
        months_to_publish.mrr_start,
        months_to_publish.mrr_new,
        months_to_publish.mrr_reactivation,
        months_to_publish.mrr_expansion,
        months_to_publish.mrr_contraction,
        months_to_publish.mrr_churn,
        months_to_publish.mrr_entered,
        months_to_publish.mrr_left,
        months_to_publish.mrr_fx,
        months_to_publish.mrr_end,
        months_to_publish.is_complete,
        months_to_publish.is_settled,
        months_to_publish.members_end >= {{ var('min_segment_members') }} as is_representative,
        months_to_publish.arpa,
        months_to_publish.customer_churn_rate,
        months_to_publish.gross_mrr_churn_rate,
        months_to_publish.net_mrr_churn_rate,
        months_to_publish.retention_mrr_start,
        months_to_publish.retention_mrr_kept,
        months_to_publish.retention_mrr_end,
        months_to_publish.gross_revenue_retention,
        months_to_publish.net_revenue_retention,
        cast(months_to_publish.mrr_12m_ago as numeric(18, 2)) as mrr_12m_ago,
        cast(months_to_publish.mrr_12m_kept as numeric(18, 2)) as mrr_12m_kept,
        cast(months_to_publish.mrr_12m_now as numeric(18, 2)) as mrr_12m_now,
        months_to_publish.gross_revenue_retention_12m,
        months_to_publish.net_revenue_retention_12m,
        months_to_publish.net_revenue_retention_12m_low,
        months_to_publish.net_revenue_retention_12m_high,
        months_to_publish.customers_12m_ago,
        months_to_publish.customers_churned_12m,
        months_to_publish.customer_months_12m,
        months_to_publish.customer_churn_rate_12m,
        months_to_publish.customer_churn_rate_12m_shrunk,
        months_to_publish.ltv,
        months_to_publish.ltv_low,
        months_to_publish.ltv_high,
        months_to_publish.ltv_null_because,
        months_to_publish.ltv_note,
        months_to_publish.quick_ratio,
        months_to_publish.trials_started,
        months_to_publish.trials_converted,
        months_to_publish.trial_to_paid,
        months_to_publish.onboarded_members,
        months_to_publish.onboarding_completion,
        months_to_publish.median_hours_to_first_value,
        months_to_publish.signed_up,
        months_to_publish.product_qualified,
        months_to_publish.sales_qualified,
        months_to_publish.pql_rate,
        months_to_publish.pql_to_sql,
        months_to_publish.activated_members,
        months_to_publish.activation_rate,
        months_to_publish.opportunities_won,
        months_to_publish.sql_to_won,
        months_to_publish.active_members,
        months_to_publish.weekly_active_users,
        months_to_publish.weekly_active_accounts,
        months_to_publish.core_feature_members,
        months_to_publish.core_feature_adoption,
        months_to_publish.tickets,
        months_to_publish.support_minutes,
        months_to_publish.nps_responses,
        months_to_publish.nps,
        months_to_publish.csat_responses,
        months_to_publish.csat,
        int_run.as_of_date as published_as_of_date
    from months_to_publish
    cross join int_run
)

select * from final
