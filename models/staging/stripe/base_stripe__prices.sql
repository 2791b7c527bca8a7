{{ config(enabled=supplies('stripe', 'subscriptions')) }}

-- Plans are Stripe's older word for prices: an id that stands in both tables is one thing.
with

price as (
    select * from {{ stripe_table('price') }}
),

plan as (
    select * from {{ stripe_table('plan') }}
),

prices as (
    select
        id as price_id,
        coalesce(unit_amount_decimal, unit_amount) as unit_amount,
        currency,
        recurring_interval,
        coalesce(recurring_interval_count, 1) as interval_count,
        recurring_usage_type as usage_type,
        billing_scheme,
        tiers_mode,
        transform_quantity_divide_by as divide_by,
        transform_quantity_round as round_to,
        product_id
    from price
    union all
    select
        id as price_id,
        amount as unit_amount,
        currency,
        billing_interval as recurring_interval,
        coalesce(interval_count, 1) as interval_count,
        usage_type,
        billing_scheme,
        tiers_mode,
        transform_usage_divide_by as divide_by,
        transform_usage_round as round_to,
        product_id
    from plan
    where
        not exists (
            select 1 from price
            where price.id = plan.id
        )
),

-- The contract counts weeks, months and years, and seven days are a week.
with_weeks as (
    select
        *,
        case
            when recurring_interval = 'day' and mod(interval_count, 7) = 0 then 'week'
            else recurring_interval
        end as billing_interval,
        case
            when recurring_interval = 'day' and mod(interval_count, 7) = 0
                then cast(interval_count / 7 as integer)
            else interval_count
        end as billing_interval_count
    from prices
),

final as (
    select
        price_id,
        unit_amount,
        upper(currency) as currency,
        billing_interval,
        billing_interval_count,
        product_id,
        coalesce(divide_by, 1) as divide_by,
        round_to,
        case
            when usage_type = 'metered' then 'metered'
            when billing_scheme = 'tiered' or tiers_mode is not null then 'tiered'
            when billing_interval is null then 'paid once'
        end as left_out_because
    from with_weeks
)

select * from final
