-- Activated and several results made in the product, before any payment.
with

int_accounts_activated as (
    select * from {{ ref('int_accounts_activated') }}
),

int_account_days as (
    select * from {{ ref('int_account_days') }}
    where value_events > 0
),

int_accounts_payment_dates as (
    select * from {{ ref('int_accounts_payment_dates') }}
),

value_so_far as (
    select
        account_id,
        event_day,
        sum(value_events) over (
            partition by account_id
            order by event_day
            rows between unbounded preceding and current row
        ) as value_events_so_far
    from int_account_days
),

value_reached as (
    select
        account_id,
        min(event_day) as value_date
    from value_so_far
    where value_events_so_far >= {{ var('product_qualified_value_events') }}
    group by account_id
),

final as (
    select
        int_accounts_activated.account_id,
        greatest(
            int_accounts_activated.activated_at, cast(value_reached.value_date as timestamp)
        ) as product_qualified_at
    from int_accounts_activated
    inner join value_reached on int_accounts_activated.account_id = value_reached.account_id
    left join int_accounts_payment_dates
        on int_accounts_activated.account_id = int_accounts_payment_dates.account_id
    where
        int_accounts_payment_dates.first_paid_date is null
        or (
            cast(int_accounts_activated.activated_at as date)
            < int_accounts_payment_dates.first_paid_date
            and value_reached.value_date < int_accounts_payment_dates.first_paid_date
        )
)

select * from final
