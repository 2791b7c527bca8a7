{{ config(enabled=supplies('stripe_airbyte', 'subscriptions')) }}

with

subscriptions as (
    {{ last_versions('subscriptions') }}
),

customers as (
    {{ last_versions('customers') }}
),

listed as (
    {{ split_json_list('subscriptions', ['id', 'customer'], 'discounts') }}
),

-- Of a discount that isn't opened, its id alone is known
held as (
    select
        id as subscription_id,
        customer as customer_id,
        coalesce({{ json_text('item', "'id'") }}, item) as discount_id,
        item as discount
    from listed
    union all
    select
        id as subscription_id,
        customer as customer_id,
        {{ json_text('discount', "'id'") }} as discount_id,
        discount
    from subscriptions
    where {{ is_json_object('discount') }}
    union all
    select
        cast(null as varchar) as subscription_id,
        id as customer_id,
        {{ json_text('discount', "'id'") }} as discount_id,
        discount
    from customers
    where {{ is_json_object('discount') }}
),

numbered as (
    select
        *,
        row_number() over (
            partition by subscription_id, customer_id, discount_id
            order by
                case when {{ is_json_object('discount') }} then 0 else 1 end,
                {{ in_byte_order('discount') }}
        ) as place
    from held
),

final as (
    select
        subscription_id,
        customer_id,
        discount_id,
        {{ json_text('discount', "'coupon'") }} as coupon,
        coalesce(
            {{ json_text_at('discount', ['coupon', 'id']) }},
            {{ json_text_at('discount', ['source', 'coupon']) }}
        ) as coupon_id,
        {{ time_of_seconds(try_cast(json_text('discount', "'start'"), 'bigint')) }} as starts_at,
        {{ time_of_seconds(try_cast(json_text('discount', "'end'"), 'bigint')) }} as ends_at
    from numbered
    where place = 1
)

select * from final
