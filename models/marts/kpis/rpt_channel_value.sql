with

int_channel_customers as (
    select * from {{ ref('int_channel_customers') }}
),

int_channel_churn as (
    select * from {{ ref('int_channel_churn') }}
),

int_channel_spend as (
    select * from {{ ref('int_channel_spend') }}
),

int_cost_assumptions as (
    select * from {{ ref('int_cost_assumptions') }}
),

figures as (
    select
        int_channel_customers.*,
        int_channel_churn.customer_churn_rate_12m_shrunk,
        int_channel_spend.spend,
        int_cost_assumptions.gross_margin,
        {{ ratio('int_channel_customers.mrr', 'int_channel_customers.customers') }}
            as unrounded_arpa,
        {{ ratio('int_channel_spend.spend', 'int_channel_customers.customers_won_since_spend') }}
            as unrounded_acquisition_cost
    from int_channel_customers
    cross join int_cost_assumptions
    inner join int_channel_churn
        on int_channel_customers.channel = int_channel_churn.channel
    left join int_channel_spend
        on int_channel_customers.channel = int_channel_spend.channel
),

with_ltv as (
    select
        *,
        unrounded_arpa * gross_margin / nullif(customer_churn_rate_12m_shrunk, 0) as ltv
    from figures
),

final as (
    select
        channel,
        accounts,
        trials,
        trials_decided,
        trials_converted,
        {{ ratio('trials_converted', 'trials_decided') }} as trial_conversion_rate,
        {{ wilson_bound('trials_converted', 'trials_decided', 'lower') }}
            as trial_conversion_rate_low,
        {{ wilson_bound('trials_converted', 'trials_decided', 'upper') }}
            as trial_conversion_rate_high,
        customers_won,
        customers,
        mrr,
        {{ divide_to_cents('mrr', 'nullif(customers, 0)') }} as arpa,
        customer_churn_rate_12m_shrunk,
        {{ round_half_up('ltv', 2) }} as ltv,
        spend,
        customers_won_since_spend,
        {{ divide_to_cents('spend', 'nullif(customers_won_since_spend, 0)') }} as acquisition_cost,
        {{ ratio('ltv', 'unrounded_acquisition_cost') }} as ltv_to_acquisition_cost,
        {{ ratio('unrounded_acquisition_cost', 'unrounded_arpa * gross_margin') }} as payback_months
    from with_ltv
)

select * from final
