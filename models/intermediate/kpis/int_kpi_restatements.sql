{%- set figures = [
    'members_start', 'members_entered', 'members_left', 'members_end',
    'customers_start', 'customers_end', 'customers_churned',
    'mrr_start', 'mrr_new', 'mrr_reactivation', 'mrr_expansion', 'mrr_contraction', 'mrr_churn',
    'mrr_entered', 'mrr_left', 'mrr_fx', 'mrr_end',
    'gross_revenue_retention', 'net_revenue_retention',
    'trials_started', 'trials_converted', 'activated_members', 'opportunities_won',
    'active_members', 'tickets', 'support_minutes',
    'nps_responses', 'nps', 'csat_responses', 'csat'
] -%}
{#- Months that were published before these existed have no value to restate. -#}
{%- set added_later = [
    'customers_upgraded', 'discounted_customers', 'discount_mrr', 'onboarded_members',
    'median_hours_to_first_value', 'median_days_to_churn',
    'signed_up', 'product_qualified', 'sales_qualified',
    'weekly_active_users', 'weekly_active_accounts', 'core_feature_members'
] -%}
{%- set figures = figures + added_later -%}

with

fct_segment_kpis as (
    select * from {{ ref('fct_segment_kpis') }}
),

int_segment_months as (
    select * from {{ ref('int_segment_months') }}
),

figures as (
    {% for figure in figures -%}
    select
        '{{ figure }}' as figure,
        {{ (figure in added_later) | lower }} as is_added_later
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- Six decimals: enough for a rate, few enough to leave the order of a sum out of it.
compared as (
    select
        fct_segment_kpis.segment,
        fct_segment_kpis.kpi_month,
        fct_segment_kpis.published_as_of_date,
        figures.figure,
        figures.is_added_later,
        case figures.figure
            {%- for figure in figures %}
            when '{{ figure }}' then cast(fct_segment_kpis.{{ figure }} as numeric(24, 6))
            {%- endfor %}
        end as published,
        case figures.figure
            {%- for figure in figures %}
            when '{{ figure }}' then cast(int_segment_months.{{ figure }} as numeric(24, 6))
            {%- endfor %}
        end as recomputed
    from fct_segment_kpis
    inner join int_segment_months
        on
            fct_segment_kpis.segment = int_segment_months.segment
            and fct_segment_kpis.kpi_month = int_segment_months.kpi_month
    cross join figures
),

final as (
    select
        segment,
        kpi_month,
        figure,
        published,
        recomputed,
        published_as_of_date
    from compared
    where
        published is distinct from recomputed
        and (published is not null or not is_added_later)
)

select * from final
