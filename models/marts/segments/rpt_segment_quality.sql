{%- set rates = [
    'active_share', 'activation_rate', 'customer_churn_rate_12m', 'net_revenue_retention_12m',
    'nps_12m', 'ltv'
] -%}

with

int_run as (
    select * from {{ ref('int_run') }}
),

dim_segments as (
    select * from {{ ref('dim_segments') }}
    where is_current
),

int_segment_measurability as (
    select * from {{ ref('int_segment_measurability') }}
),

int_segment_addressability as (
    select * from {{ ref('int_segment_addressability') }}
),

int_segment_stability as (
    select * from {{ ref('int_segment_stability') }}
),

int_segment_consistency as (
    select * from {{ ref('int_segment_consistency') }}
),

int_segment_representativeness as (
    select * from {{ ref('int_segment_representativeness') }}
),

int_segment_figures as (
    select * from {{ ref('int_segment_figures') }}
),

-- Rates of too few members are withheld.
figures_told as (
    select
        int_segment_figures.segment,
        {%- for rate in rates %}
        {%- for figure in [rate, rate ~ '_low', rate ~ '_high'] %}
        case
            when int_segment_representativeness.is_representative
                then int_segment_figures.{{ figure }}
        end as {{ figure }},
        {%- endfor %}
        {%- endfor %}
        int_segment_figures.customer_months_12m,
        int_segment_figures.customers_12m_ago,
        int_segment_figures.nps_responses_12m
    from int_segment_figures
    inner join int_segment_representativeness
        on int_segment_figures.segment = int_segment_representativeness.segment
),

final as (
    select
        dim_segments.segment,
        dim_segments.entity,
        dim_segments.label,
        int_run.as_of_date,
        int_segment_representativeness.members,
        int_segment_measurability.measurable,
        int_segment_measurability.measurable_figure,
        int_segment_measurability.measurable_reason,
        int_segment_addressability.addressable,
        int_segment_addressability.addressable_figure,
        int_segment_addressability.addressable_reason,
        int_segment_stability.stable,
        int_segment_stability.stable_figure,
        int_segment_stability.size_swing,
        int_segment_stability.changes_by_behaviour,
        int_segment_stability.changes_by_moved_cut,
        int_segment_stability.changes_by_exchange_rates,
        int_segment_stability.stable_reason,
        int_segment_consistency.consistent,
        int_segment_consistency.consistent_figure,
        int_segment_consistency.consistent_reason,
        int_segment_representativeness.representative,
        int_segment_representativeness.members as representative_figure,
        int_segment_representativeness.representative_reason,
        figures_told.active_share,
        figures_told.active_share_low,
        figures_told.active_share_high,
        figures_told.activation_rate,
        figures_told.activation_rate_low,
        figures_told.activation_rate_high,
        figures_told.customer_months_12m,
        figures_told.customer_churn_rate_12m,
        figures_told.customer_churn_rate_12m_low,
        figures_told.customer_churn_rate_12m_high,
        figures_told.customers_12m_ago,
        figures_told.net_revenue_retention_12m,
        figures_told.net_revenue_retention_12m_low,
        figures_told.net_revenue_retention_12m_high,
        figures_told.nps_responses_12m,
        figures_told.nps_12m,
        figures_told.nps_12m_low,
        figures_told.nps_12m_high,
        figures_told.ltv,
        figures_told.ltv_low,
        figures_told.ltv_high
    from dim_segments
    cross join int_run
    inner join int_segment_measurability
        on dim_segments.segment = int_segment_measurability.segment
    inner join int_segment_addressability
        on dim_segments.segment = int_segment_addressability.segment
    inner join int_segment_stability
        on dim_segments.segment = int_segment_stability.segment
    inner join int_segment_consistency
        on dim_segments.segment = int_segment_consistency.segment
    inner join int_segment_representativeness
        on dim_segments.segment = int_segment_representativeness.segment
    left join figures_told
        on dim_segments.segment = figures_told.segment
)

select * from final
