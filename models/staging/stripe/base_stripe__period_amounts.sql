{{ config(enabled=supplies('stripe', 'subscriptions')) }}

-- Of items that are billed at different intervals only their sum by month is one amount.
with

periods as (
    select * from {{ ref('base_stripe__subscription_periods') }}
),

items as (
    select * from {{ ref('base_stripe__subscription_items') }}
),

items_of_periods as (
    select
        periods.subscription_id,
        periods.version_number,
        periods.period_number,
        items.currency,
        items.billing_interval,
        items.billing_interval_count,
        items.amount_minor,
        items.left_out_because is null as is_counted,
        case when items.left_out_because is null then items.quantity end as quantity,
        coalesce(items.product_id, items.price_id) as plan_id,
        row_number() over (
            partition by periods.subscription_id, periods.version_number, periods.period_number
            order by items.amount_minor desc nulls last, {{ in_byte_order('items.item_id') }}
        ) as place_by_amount,
        cast(items.amount_minor as double precision) / items.billing_interval_count * case
            when items.billing_interval = 'day' then 365.25 / 12
            when items.billing_interval = 'week' then 365.25 / 84
            when items.billing_interval = 'month' then 1
            when items.billing_interval = 'year' then 1.0 / 12
        end as monthly_minor
    from periods
    inner join items on periods.subscription_id = items.subscription_id
    where
        (items.valid_from is null or items.valid_from <= periods.valid_from)
        and (items.valid_to is null or items.valid_to > periods.valid_from)
),

totals as (
    select
        subscription_id,
        version_number,
        period_number,
        max(currency) as currency,
        max(case when place_by_amount = 1 then plan_id end) as plan_id,
        sum(quantity) as quantity,
        count(*) = count(amount_minor) as is_known,
        cast(sum(amount_minor) as numeric(18, 0)) as amount_minor,
        {{ round_half_up('sum(monthly_minor)') }} as monthly_minor,
        min(billing_interval) as billing_interval,
        min(billing_interval) filter (where is_counted) as counted_interval,
        min(billing_interval_count) filter (where is_counted) as counted_interval_count,
        coalesce(
            count(distinct concat(billing_interval, ' ', cast(billing_interval_count as varchar)))
            filter (where is_counted), 0
        ) > 1
        or coalesce(min(billing_interval) filter (where is_counted), '') = 'day' as is_by_month
    from items_of_periods
    group by subscription_id, version_number, period_number
),

final as (
    select
        subscription_id,
        version_number,
        period_number,
        currency,
        plan_id,
        quantity,
        is_by_month,
        case when is_by_month then 'month' else coalesce(counted_interval, billing_interval) end
            as billing_interval,
        case when is_by_month then 1 else coalesce(counted_interval_count, 1) end
            as billing_interval_count,
        case
            when not is_known then null
            when is_by_month then monthly_minor
            else amount_minor
        end as amount_minor
    from totals
)

select * from final
