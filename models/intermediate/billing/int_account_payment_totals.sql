with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_payments_checked as (
    select * from {{ ref('int_payments_checked') }}
    where rejected_because is null
),

int_exchange_rates_monthly as (
    select * from {{ ref('int_exchange_rates_monthly') }}
),

payments as (
    select
        int_payments_checked.account_id,
        int_payments_checked.status,
        cast(int_payments_checked.attempted_at as date) as payment_date,
        cast(
            round(int_payments_checked.amount * int_exchange_rates_monthly.rate, 2)
            as numeric(18, 2)
        ) as amount
    from int_payments_checked
    inner join int_run
        on cast(int_payments_checked.attempted_at as date) <= int_run.as_of_date
    left join int_exchange_rates_monthly
        on
            coalesce(int_payments_checked.currency, '{{ var("reporting_currency") }}')
            = int_exchange_rates_monthly.currency
            and cast(int_payments_checked.attempted_at as date)
            >= int_exchange_rates_monthly.valid_from
            and (
                int_exchange_rates_monthly.valid_to is null
                or cast(int_payments_checked.attempted_at as date)
                < int_exchange_rates_monthly.valid_to
            )
),

daily_payments as (
    select
        account_id,
        payment_date,
        sum(case when status in ('succeeded', 'failed') then 1 else 0 end) as attempts,
        sum(case when status = 'failed' then 1 else 0 end) as failed_attempts,
        sum(case when status = 'succeeded' then amount else 0 end) as collected,
        sum(case when status = 'refunded' then amount else 0 end) as refunded
    from payments
    group by account_id, payment_date
),

final as (
    select
        account_id,
        cast(sum(attempts) over account_so_far as bigint) as attempts_total,
        cast(sum(failed_attempts) over account_so_far as bigint) as failed_attempts_total,
        cast(sum(collected) over account_so_far as numeric(18, 2)) as collected_total,
        cast(sum(refunded) over account_so_far as numeric(18, 2)) as refunded_total,
        payment_date as valid_from,
        lead(payment_date) over (partition by account_id order by payment_date) as valid_to
    from daily_payments
    window account_so_far as (
        partition by account_id
        order by payment_date
        rows between unbounded preceding and current row
    )
)

select * from final
