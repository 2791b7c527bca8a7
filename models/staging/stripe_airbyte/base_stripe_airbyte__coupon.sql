{{ config(enabled=supplies('stripe_airbyte', 'subscriptions')) }}

with

coupons as (
    {{ last_versions('coupons') }}
),

discounts as (
    select * from {{ ref('base_stripe_airbyte__discounts_as_json') }}
),

held as (
    select
        coupon_id,
        coupon,
        row_number() over (
            partition by coupon_id order by {{ in_byte_order('coupon') }}
        ) as place
    from discounts
    where {{ json_text('coupon', "'duration'") }} is not null
),

final as (
    select
        id,
        amount_off,
        percent_off,
        currency,
        duration,
        duration_in_months,
        unreadable_cells
    from coupons
    union all
    select
        coupon_id as id,
        {{ try_cast(json_text('coupon', "'amount_off'"), 'numeric(24,10)') }} as amount_off,
        {{ try_cast(json_text('coupon', "'percent_off'"), 'numeric(9,6)') }} as percent_off,
        {{ json_text('coupon', "'currency'") }} as currency,
        {{ json_text('coupon', "'duration'") }} as duration,
        {{ try_cast(json_text('coupon', "'duration_in_months'"), 'integer') }}
            as duration_in_months,
        cast(null as varchar) as unreadable_cells
    from held
    where
        place = 1
        and not exists (
            select 1 from coupons
            where coupons.id = held.coupon_id
        )
)

select * from final
