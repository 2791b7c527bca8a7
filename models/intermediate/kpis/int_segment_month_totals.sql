with

int_segment_month_sizes as (
    select * from {{ ref('int_segment_month_sizes') }}
),

int_segment_month_mrr as (
    select * from {{ ref('int_segment_month_mrr') }}
),

int_segment_year_retention as (
    select * from {{ ref('int_segment_year_retention') }}
),

int_segment_month_activity as (
    select * from {{ ref('int_segment_month_activity') }}
),

int_segment_month_facts as (
    select * from {{ ref('int_segment_month_facts') }}
),

int_account_month_facts as (
    select * from {{ ref('int_account_month_facts') }}
),

-- Before the first ticket, survey, … is on record, its count is unknown, not 0.
records_begin as (
    select
        min(case when trials_started > 0 or trials_converted > 0 then kpi_month end)
            as trials_begin,
        min(case when product_qualified > 0 then kpi_month end) as product_qualified_begin,
        min(case when sales_qualified > 0 then kpi_month end) as sales_qualified_begin,
        min(case when opportunities_won > 0 then kpi_month end) as opportunities_begin,
        min(case when tickets > 0 then kpi_month end) as tickets_begin,
        min(case when support_minutes is not null then kpi_month end) as support_minutes_begin
    from int_account_month_facts
),

activations_begin as (
    select min(kpi_month) as activations_begin
    from int_segment_month_activity
    where activated_members > 0
),

-- The columns of money and customers are null for segments of users.
final as (
    select
        int_segment_month_sizes.segment,
        int_segment_month_sizes.entity,
        int_segment_month_sizes.kpi_month,
        int_segment_month_sizes.month_end_date,
        int_segment_month_sizes.is_complete,
        int_segment_month_sizes.is_settled,
        int_segment_month_sizes.members_start,
        int_segment_month_sizes.members_entered,
        int_segment_month_sizes.members_left,
        int_segment_month_sizes.members_end,
        case
            when int_segment_month_activity.members_with_known_activity > 0
                then int_segment_month_activity.active_members
        end as active_members,
        {%- for count in [
            'customers_start', 'customers_end', 'customers_churned', 'customers_upgraded'
        ] %}
        case
            when int_segment_month_sizes.entity = 'account'
                then coalesce(int_segment_month_mrr.{{ count }}, 0)
        end as {{ count }},
        {%- endfor %}
        case
            when int_segment_month_sizes.entity = 'account'
                then coalesce(int_segment_month_activity.discounted_customers, 0)
        end as discounted_customers,
        case
            when int_segment_month_sizes.entity = 'account'
                then cast(coalesce(int_segment_month_activity.discount_mrr, 0) as numeric(18, 2))
        end as discount_mrr,
        int_segment_month_activity.weekly_active_users,
        int_segment_month_activity.weekly_active_accounts,
        int_segment_month_activity.core_feature_members,
        int_segment_month_activity.onboarded_members,
        {%- for amount in [
            'mrr_start', 'mrr_new', 'mrr_reactivation', 'mrr_expansion', 'mrr_contraction',
            'mrr_churn', 'mrr_entered', 'mrr_left', 'mrr_fx', 'mrr_end'
        ] %}
        case
            when int_segment_month_sizes.entity = 'account'
                then cast(coalesce(int_segment_month_mrr.{{ amount }}, 0) as numeric(18, 2))
        end as {{ amount }},
        {%- endfor %}
        int_segment_month_mrr.retention_mrr_start,
        int_segment_month_mrr.retention_mrr_end,
        int_segment_month_mrr.retention_mrr_kept,
        int_segment_year_retention.customers_12m_ago,
        int_segment_year_retention.mrr_12m_ago,
        int_segment_year_retention.mrr_now,
        int_segment_year_retention.mrr_kept,
        int_segment_year_retention.mrr_12m_ago_squared,
        int_segment_year_retention.mrr_12m_ago_times_now,
        int_segment_year_retention.mrr_now_squared,
        case
            when
                int_segment_month_sizes.entity = 'account'
                and activations_begin.activations_begin <= int_segment_month_sizes.kpi_month
                then coalesce(int_segment_month_activity.activated_members, 0)
        end as activated_members,
        {%- for count, begin in [
            ('trials_started', 'trials_begin'),
            ('trials_converted', 'trials_begin'),
            ('product_qualified', 'product_qualified_begin'),
            ('sales_qualified', 'sales_qualified_begin'),
            ('opportunities_won', 'opportunities_begin'),
            ('tickets', 'tickets_begin'),
            ('support_minutes', 'support_minutes_begin')
        ] %}
        case
            when
                int_segment_month_sizes.entity = 'account'
                and records_begin.{{ begin }} <= int_segment_month_sizes.kpi_month
                then coalesce(int_segment_month_facts.{{ count }}, 0)
        end as {{ count }},
        {%- endfor %}
        case
            when int_segment_month_sizes.entity = 'account'
                then coalesce(int_segment_month_facts.nps_responses, 0)
        end as nps_responses,
        case
            when int_segment_month_sizes.entity = 'account'
                then coalesce(int_segment_month_facts.signed_up, 0)
        end as signed_up,
        int_segment_month_facts.median_hours_to_first_value,
        int_segment_month_facts.median_days_to_churn,
        int_segment_month_facts.nps_promoters,
        int_segment_month_facts.nps_detractors,
        case
            when int_segment_month_sizes.entity = 'account'
                then coalesce(int_segment_month_facts.csat_responses, 0)
        end as csat_responses,
        int_segment_month_facts.csat_total
    from int_segment_month_sizes
    cross join records_begin
    cross join activations_begin
    left join int_segment_month_mrr
        on
            int_segment_month_sizes.segment = int_segment_month_mrr.segment
            and int_segment_month_sizes.kpi_month = int_segment_month_mrr.kpi_month
    left join int_segment_year_retention
        on
            int_segment_month_sizes.segment = int_segment_year_retention.segment
            and int_segment_month_sizes.kpi_month = int_segment_year_retention.kpi_month
    left join int_segment_month_activity
        on
            int_segment_month_sizes.segment = int_segment_month_activity.segment
            and int_segment_month_sizes.kpi_month = int_segment_month_activity.kpi_month
    left join int_segment_month_facts
        on
            int_segment_month_sizes.segment = int_segment_month_facts.segment
            and int_segment_month_sizes.kpi_month = int_segment_month_facts.kpi_month
)

select * from final
