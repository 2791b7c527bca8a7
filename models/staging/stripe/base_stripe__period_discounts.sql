{{ config(enabled=supplies('stripe', 'subscriptions')) }}

-- A subscription's own discounts take the place of its customer's. Percentages come off before
-- amounts: Stripe takes them off in the order in which they were given, which no table holds.
with

periods as (
    select * from {{ ref('base_stripe__subscription_periods') }}
),

amounts as (
    select * from {{ ref('base_stripe__period_amounts') }}
),

discounts as (
    select * from {{ ref('base_stripe__discounts') }}
),

discounts_of_periods as (
    select
        amounts.*,
        coalesce(discounts.percent_off, 0) as percent_off,
        coalesce(discounts.amount_off, 0) as amount_off,
        discounts.is_known,
        discounts.coupon_id,
        discounts.is_own,
        max(case when discounts.is_own then 1 else 0 end) over (
            partition by amounts.subscription_id, amounts.version_number, amounts.period_number
        ) = 1 as has_own
    from periods
    inner join amounts
        on
            periods.subscription_id = amounts.subscription_id
            and periods.version_number = amounts.version_number
            and periods.period_number = amounts.period_number
    inner join discounts on periods.subscription_id = discounts.discounted_subscription_id
    where
        (discounts.valid_from is null or discounts.valid_from <= periods.valid_from)
        and (discounts.valid_to is null or discounts.valid_to > periods.valid_from)
        and (discounts.currency is null or discounts.currency = amounts.currency)
),

summed as (
    select
        subscription_id,
        version_number,
        period_number,
        amount_minor,
        case
            when max(percent_off) >= 100 then cast(0 as numeric(13, 12))
            else cast(
                exp(sum(ln(
                    case
                        when percent_off >= 100 then 1.0
                        else 1 - cast(percent_off as double precision) / 100
                    end
                ))) as numeric(13, 12)
            )
        end as share_left,
        cast(sum(amount_off) as numeric(18, 0)) as amount_off,
        max(
            case
                when not is_known
                    then concat('discount: unknown coupon ', coalesce(coupon_id, '(none)'))
                when is_by_month and amount_off > 0
                    then concat('discount: ', coupon_id, ' takes an amount off several intervals')
            end
        ) as unreadable_cells
    from discounts_of_periods
    where is_own or not has_own
    group by subscription_id, version_number, period_number, amount_minor
),

final as (
    select
        subscription_id,
        version_number,
        period_number,
        least(
            amount_minor,
            {{ round_half_up('amount_minor * (1 - share_left)') }} + amount_off
        ) as discount_minor,
        unreadable_cells
    from summed
)

select * from final
