{%- set windows = ['90d', '180d'] -%}

with

int_account_as_of_dates as (
    select * from {{ ref('int_account_as_of_dates') }}
),

int_recorded_since as (
    select * from {{ ref('int_recorded_since') }}
),

int_account_revenue as (
    select * from {{ ref('int_account_revenue') }}
),

int_account_support_loads as (
    select * from {{ ref('int_account_support_loads') }}
),

int_account_serving_loads as (
    select * from {{ ref('int_account_serving_loads') }}
),

int_cost_assumptions as (
    select * from {{ ref('int_cost_assumptions') }}
),

-- A year of MRR is twelve months on 365.25 days. Most accounts have none of these: what is null is
-- not divided.
amounts as (
    select
        int_account_as_of_dates.account_id,
        int_account_as_of_dates.as_of_date,
        {%- for window in windows %}
        case
            when int_account_as_of_dates.as_of_date >= int_recorded_since.subscriptions_since
                then coalesce({{ divide_to_cents(
                    'cast(int_account_revenue.mrr_days_' ~ window ~ ' * 1200 as numeric(30, 4))',
                    '36525'
                ) }}, 0)
        end as revenue_{{ window }},
        case
            when int_account_as_of_dates.as_of_date >= int_recorded_since.tickets_since
                then coalesce({{ divide_to_cents(
                    'cast(nullif(int_account_support_loads.minutes_' ~ window ~ ', 0)'
                    ~ ' * int_cost_assumptions.support_cost_per_hour as numeric(30, 6))',
                    '60'
                ) }}, 0)
        end as support_cost_{{ window }},
        case
            when int_account_as_of_dates.as_of_date >= int_recorded_since.events_since
                then coalesce({{ divide_to_cents(
                    'cast(nullif(int_account_serving_loads.events_' ~ window ~ ', 0)'
                    ~ ' * int_cost_assumptions.serving_cost_per_thousand_events as numeric(30, 6))',
                    '1000'
                ) }}, 0)
        end as serving_cost_{{ window }},
        {%- endfor %}
        int_cost_assumptions.payment_fee_share
    from int_account_as_of_dates
    cross join int_recorded_since
    cross join int_cost_assumptions
    left join int_account_revenue
        on
            int_account_as_of_dates.account_id = int_account_revenue.account_id
            and int_account_as_of_dates.as_of_date = int_account_revenue.as_of_date
    left join int_account_support_loads
        on
            int_account_as_of_dates.account_id = int_account_support_loads.account_id
            and int_account_as_of_dates.as_of_date >= int_account_support_loads.valid_from
            and (
                int_account_support_loads.valid_to is null
                or int_account_as_of_dates.as_of_date < int_account_support_loads.valid_to
            )
    left join int_account_serving_loads
        on
            int_account_as_of_dates.account_id = int_account_serving_loads.account_id
            and int_account_as_of_dates.as_of_date = int_account_serving_loads.as_of_date
),

with_fees as (
    select
        *,
        cast(
            round(cast(revenue_90d as numeric(19, 2)) * payment_fee_share, 2) as numeric(18, 2)
        ) as payment_cost_90d,
        cast(
            round(cast(revenue_180d as numeric(19, 2)) * payment_fee_share, 2) as numeric(18, 2)
        ) as payment_cost_180d
    from amounts
),

profits as (
    select
        *,
        cast(
            revenue_90d
            - coalesce(support_cost_90d, 0)
            - coalesce(serving_cost_90d, 0)
            - payment_cost_90d as numeric(18, 2)
        ) as profit_90d,
        cast(
            revenue_180d
            - coalesce(support_cost_180d, 0)
            - coalesce(serving_cost_180d, 0)
            - payment_cost_180d as numeric(18, 2)
        ) as profit_180d
    from with_fees
),

final as (
    select
        account_id,
        as_of_date,
        revenue_180d,
        support_cost_180d,
        serving_cost_180d,
        payment_cost_180d,
        profit_180d,
        cast(profit_180d as double precision)
        / nullif(cast(revenue_180d as double precision), 0) as profit_margin_180d,
        cast(profit_90d - (profit_180d - profit_90d) as numeric(18, 2)) as profit_change_90d
    from profits
)

select * from final
