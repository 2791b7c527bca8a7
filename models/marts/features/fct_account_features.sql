{{
    config(
        materialized='incremental',
        incremental_strategy=by_partition('append'),
        partition_by='as_of_date',
        on_schema_change='append_new_columns',
        pre_hook=[
            "{{ delete_open('as_of_date', ref('int_open_as_of_dates')) }}",
            "{{ thin_to_month_ends('as_of_date') }}",
        ],
    )
}}

with

int_accounts_traits_features as (
    select * from {{ ref('int_accounts_traits_features') }}
),

int_accounts_revenue_features as (
    select * from {{ ref('int_accounts_revenue_features') }}
),

int_accounts_engagement_features as (
    select * from {{ ref('int_accounts_engagement_features') }}
),

int_accounts_adoption_features as (
    select * from {{ ref('int_accounts_adoption_features') }}
),

int_accounts_collaboration_features as (
    select * from {{ ref('int_accounts_collaboration_features') }}
),

int_accounts_style_features as (
    select * from {{ ref('int_accounts_style_features') }}
),

int_accounts_value_features as (
    select * from {{ ref('int_accounts_value_features') }}
),

int_accounts_onboarding_features as (
    select * from {{ ref('int_accounts_onboarding_features') }}
),

int_accounts_expansion_features as (
    select * from {{ ref('int_accounts_expansion_features') }}
),

int_accounts_risk_features as (
    select * from {{ ref('int_accounts_risk_features') }}
),

int_accounts_team_features as (
    select * from {{ ref('int_accounts_team_features') }}
),

int_accounts_satisfaction_features as (
    select * from {{ ref('int_accounts_satisfaction_features') }}
),

int_accounts_support_features as (
    select * from {{ ref('int_accounts_support_features') }}
),

int_accounts_profit_features as (
    select * from {{ ref('int_accounts_profit_features') }}
),

final as (
    select
        int_accounts_traits_features.account_id,
        int_accounts_traits_features.as_of_date,
        int_accounts_traits_features.acquisition_channel,
        int_accounts_traits_features.acquisition_campaign,
        int_accounts_traits_features.industry,
        int_accounts_traits_features.employee_count,
        int_accounts_traits_features.country,
        int_accounts_traits_features.tech_stack,
        int_accounts_traits_features.partner,
        int_accounts_traits_features.contract_tier,
        int_accounts_traits_features.owner,
        int_accounts_traits_features.renewal_date,
        int_accounts_traits_features.days_to_renewal,
        int_accounts_traits_features.account_status,
        int_accounts_traits_features.tenure_days,
        int_accounts_traits_features.plan_id,
        int_accounts_traits_features.plan_tier,
        int_accounts_traits_features.is_contactable,
        int_accounts_revenue_features.mrr,
        int_accounts_revenue_features.mrr_change_90d,
        int_accounts_revenue_features.peak_mrr,
        int_accounts_revenue_features.discount_share,
        int_accounts_revenue_features.is_annual,
        int_accounts_revenue_features.paid_months,
        int_accounts_revenue_features.is_past_due,
        int_accounts_revenue_features.failed_payments_90d,
        int_accounts_revenue_features.billing_health,
        int_accounts_revenue_features.is_cancel_requested,
        int_accounts_revenue_features.trial_days_left,
        int_accounts_revenue_features.days_since_trial_started,
        int_accounts_engagement_features.active_days_7d,
        int_accounts_engagement_features.active_days_28d,
        int_accounts_engagement_features.active_days_prior_28d,
        int_accounts_engagement_features.active_days_change,
        int_accounts_engagement_features.active_day_share_28d,
        int_accounts_engagement_features.sessions_28d,
        int_accounts_engagement_features.sessions_per_week,
        int_accounts_engagement_features.actions_per_session,
        int_accounts_engagement_features.events_7d,
        int_accounts_engagement_features.events_28d,
        int_accounts_engagement_features.events_week_over_week,
        int_accounts_engagement_features.active_users_28d,
        int_accounts_engagement_features.active_users_change,
        int_accounts_engagement_features.days_since_last_event,
        int_accounts_engagement_features.days_since_core_event,
        int_accounts_engagement_features.engagement_slope_28d,
        int_accounts_engagement_features.days_since_change_point,
        int_accounts_adoption_features.features_available,
        int_accounts_adoption_features.features_used_28d,
        int_accounts_adoption_features.adoption_depth,
        int_accounts_adoption_features.core_events_28d,
        int_accounts_adoption_features.core_utilisation,
        int_accounts_adoption_features.feature_entropy_28d,
        int_accounts_adoption_features.adoption_change,
        int_accounts_collaboration_features.invites_28d,
        int_accounts_collaboration_features.collaboration_events_28d,
        int_accounts_collaboration_features.collaborating_users_28d,
        int_accounts_collaboration_features.collaboration_share,
        int_accounts_collaboration_features.collaboration_change,
        int_accounts_style_features.style_events_180d,
        int_accounts_style_features.automation_lean_180d,
        int_accounts_style_features.templates_lean_180d,
        int_accounts_style_features.collaboration_lean_180d,
        int_accounts_style_features.creation_lean_180d,
        int_accounts_style_features.viewing_lean_180d,
        int_accounts_style_features.reporting_lean_180d,
        int_accounts_value_features.value_events_28d,
        int_accounts_value_features.has_reached_value,
        int_accounts_value_features.hours_to_first_value,
        int_accounts_value_features.value_change,
        int_accounts_onboarding_features.onboarding_steps_reached,
        int_accounts_onboarding_features.onboarding_steps_total,
        int_accounts_onboarding_features.is_onboarding_complete,
        int_accounts_onboarding_features.onboarding_stalled_step,
        int_accounts_onboarding_features.is_onboarding_stalled,
        int_accounts_onboarding_features.days_since_onboarding_progress,
        int_accounts_expansion_features.usage_in_period,
        int_accounts_expansion_features.usage_limit,
        int_accounts_expansion_features.usage_to_limit,
        int_accounts_expansion_features.seats_used,
        int_accounts_expansion_features.seat_limit,
        int_accounts_expansion_features.seats_to_limit,
        int_accounts_expansion_features.gates_hit_28d,
        int_accounts_expansion_features.billing_page_views_28d,
        int_accounts_expansion_features.days_to_usage_limit,
        int_accounts_expansion_features.usage_change,
        int_accounts_risk_features.error_rate_28d,
        int_accounts_risk_features.error_rate_change,
        int_accounts_risk_features.slow_response_share_28d,
        int_accounts_risk_features.flows_started_28d,
        int_accounts_risk_features.flows_abandoned_28d,
        int_accounts_risk_features.flow_abandonment_rate_28d,
        int_accounts_risk_features.open_tickets,
        int_accounts_risk_features.open_blockers,
        int_accounts_risk_features.oldest_open_ticket_days,
        int_accounts_team_features.users_total,
        int_accounts_team_features.users_added_28d,
        int_accounts_team_features.admins,
        int_accounts_team_features.has_champion,
        int_accounts_team_features.power_user_share_28d,
        int_accounts_team_features.executive_viewers_28d,
        int_accounts_satisfaction_features.nps_score,
        int_accounts_satisfaction_features.nps_category,
        int_accounts_satisfaction_features.nps_change,
        int_accounts_satisfaction_features.days_since_nps,
        int_accounts_satisfaction_features.csat_90d,
        int_accounts_satisfaction_features.ces_90d,
        int_accounts_satisfaction_features.ticket_satisfaction_90d,
        int_accounts_support_features.tickets_90d,
        int_accounts_support_features.tickets_change,
        int_accounts_support_features.support_minutes_90d,
        int_accounts_support_features.support_share_90d,
        int_accounts_support_features.support_cumulative_share_90d,
        int_accounts_support_features.first_response_hours_90d,
        int_accounts_profit_features.revenue_180d,
        int_accounts_profit_features.support_cost_180d,
        int_accounts_profit_features.serving_cost_180d,
        int_accounts_profit_features.payment_cost_180d,
        int_accounts_profit_features.profit_180d,
        int_accounts_profit_features.profit_margin_180d,
        int_accounts_profit_features.profit_change_90d
    from int_accounts_traits_features
    inner join int_accounts_revenue_features
        on
            int_accounts_traits_features.account_id = int_accounts_revenue_features.account_id
            and int_accounts_traits_features.as_of_date = int_accounts_revenue_features.as_of_date
    inner join int_accounts_engagement_features
        on
            int_accounts_traits_features.account_id = int_accounts_engagement_features.account_id
            and int_accounts_traits_features.as_of_date
            = int_accounts_engagement_features.as_of_date
    inner join int_accounts_adoption_features
        on
            int_accounts_traits_features.account_id = int_accounts_adoption_features.account_id
            and int_accounts_traits_features.as_of_date = int_accounts_adoption_features.as_of_date
    inner join int_accounts_collaboration_features
        on
            int_accounts_traits_features.account_id = int_accounts_collaboration_features.account_id
            and int_accounts_traits_features.as_of_date
            = int_accounts_collaboration_features.as_of_date
    inner join int_accounts_style_features
        on
            int_accounts_traits_features.account_id = int_accounts_style_features.account_id
            and int_accounts_traits_features.as_of_date = int_accounts_style_features.as_of_date
    inner join int_accounts_value_features
        on
            int_accounts_traits_features.account_id = int_accounts_value_features.account_id
            and int_accounts_traits_features.as_of_date = int_accounts_value_features.as_of_date
    inner join int_accounts_onboarding_features
        on
            int_accounts_traits_features.account_id = int_accounts_onboarding_features.account_id
            and int_accounts_traits_features.as_of_date
            = int_accounts_onboarding_features.as_of_date
    inner join int_accounts_expansion_features
        on
            int_accounts_traits_features.account_id = int_accounts_expansion_features.account_id
            and int_accounts_traits_features.as_of_date = int_accounts_expansion_features.as_of_date
    inner join int_accounts_risk_features
        on
            int_accounts_traits_features.account_id = int_accounts_risk_features.account_id
            and int_accounts_traits_features.as_of_date = int_accounts_risk_features.as_of_date
    inner join int_accounts_team_features
        on
            int_accounts_traits_features.account_id = int_accounts_team_features.account_id
            and int_accounts_traits_features.as_of_date = int_accounts_team_features.as_of_date
    inner join int_accounts_satisfaction_features
        on
            int_accounts_traits_features.account_id = int_accounts_satisfaction_features.account_id
            and int_accounts_traits_features.as_of_date
            = int_accounts_satisfaction_features.as_of_date
    inner join int_accounts_support_features
        on
            int_accounts_traits_features.account_id = int_accounts_support_features.account_id
            and int_accounts_traits_features.as_of_date = int_accounts_support_features.as_of_date
    inner join int_accounts_profit_features
        on
            int_accounts_traits_features.account_id = int_accounts_profit_features.account_id
            and int_accounts_traits_features.as_of_date = int_accounts_profit_features.as_of_date
)

select * from final
