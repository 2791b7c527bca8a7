{{ config(pre_hook="{{ join_by_hash() }}") }}

with

int_account_months as (
    select * from {{ ref('int_account_months') }}
),

int_account_month_facts as (
    select * from {{ ref('int_account_month_facts') }}
),

fct_account_features as (
    select * from {{ ref('fct_account_features') }}
),

int_main_personas as (
    select * from {{ ref('int_main_personas') }}
    where entity = 'account'
),

fct_lifecycle_events as (
    select * from {{ ref('fct_lifecycle_events') }}
    where event = 'activated'
),

int_cost_assumptions as (
    select * from {{ ref('int_cost_assumptions') }}
),

activations as (
    select
        account_id,
        cast(min(occurred_at) as date) as activation_date
    from fct_lifecycle_events
    group by account_id
),

-- Who left in the month has lost its plan by the end, so it is described as of the day before it.
account_months as (
    select
        *,
        case
            when is_churned then cast({{ dbt.dateadd('day', -1, 'kpi_month') }} as date)
            else month_end_date
        end as described_at
    from int_account_months
),

final as (
    select
        account_months.account_id,
        account_months.kpi_month,
        account_months.month_end_date,
        account_months.is_complete,
        account_months.status_end as account_status,
        described.plan_id,
        described.plan_tier,
        int_main_personas.persona,
        int_main_personas.persona_name,
        account_months.is_paying_start,
        account_months.is_paying_end,
        account_months.is_churned,
        at_end.active_days_28d > 0 as is_active,
        at_end.core_events_28d > 0 as has_used_core_feature,
        at_end.is_onboarding_complete as is_onboarded,
        coalesce(activations.activation_date <= account_months.month_end_date, false)
            as is_activated,
        account_months.mrr_start,
        account_months.mrr_new,
        account_months.mrr_reactivation,
        account_months.mrr_expansion,
        account_months.mrr_contraction,
        account_months.mrr_churn,
        account_months.mrr_fx,
        account_months.mrr_end,
        account_months.mrr_start_at_end_rates as retention_mrr_start,
        cast(
            case
                when account_months.mrr_end < account_months.mrr_start_at_end_rates
                    then account_months.mrr_end
                else account_months.mrr_start_at_end_rates
            end as numeric(18, 2)
        ) as retention_mrr_kept,
        cast(
            case when account_months.is_paying_start then account_months.mrr_end else 0 end
            as numeric(18, 2)
        ) as retention_mrr_end,
        account_months.mrr_12_months_ago_at_end_rates as mrr_12m_ago,
        cast(
            case
                when account_months.mrr_end < account_months.mrr_12_months_ago_at_end_rates
                    then account_months.mrr_end
                else account_months.mrr_12_months_ago_at_end_rates
            end as numeric(18, 2)
        ) as mrr_12m_kept,
        cast(
            case
                when account_months.mrr_12_months_ago_at_end_rates > 0
                    then account_months.mrr_end
                else 0
            end as numeric(18, 2)
        ) as mrr_12m_now,
        cast(account_months.mrr_end as double precision) * int_cost_assumptions.gross_margin
            as gross_profit,
        cast(coalesce(int_account_month_facts.signed_up, 0) as bigint) as signed_up,
        cast(coalesce(int_account_month_facts.trials_started, 0) as bigint) as trials_started,
        cast(coalesce(int_account_month_facts.trials_converted, 0) as bigint) as trials_converted,
        cast(coalesce(int_account_month_facts.tickets, 0) as bigint) as tickets
    from account_months
    cross join int_cost_assumptions
    left join fct_account_features as at_end
        on
            account_months.account_id = at_end.account_id
            and account_months.month_end_date = at_end.as_of_date
    left join fct_account_features as described
        on
            account_months.account_id = described.account_id
            and account_months.described_at = described.as_of_date
    left join int_main_personas
        on
            account_months.account_id = int_main_personas.entity_id
            and account_months.described_at = int_main_personas.as_of_date
    left join activations
        on account_months.account_id = activations.account_id
    left join int_account_month_facts
        on
            account_months.account_id = int_account_month_facts.account_id
            and account_months.kpi_month = int_account_month_facts.kpi_month
)

select * from final
