with

int_run as (
    select * from {{ ref('int_run') }}
),

int_marketing_spend_checked as (
    select * from {{ ref('int_marketing_spend_checked') }}
    where rejected_because is null
),

int_exchange_rates_monthly as (
    select * from {{ ref('int_exchange_rates_monthly') }}
),

spend_in_reporting_currency as (
    select
        int_marketing_spend_checked.spend_date,
        coalesce(int_marketing_spend_checked.channel, 'unknown') as channel,
        round(int_marketing_spend_checked.amount * int_exchange_rates_monthly.rate, 2) as spend
    from int_marketing_spend_checked
    inner join int_run
        on int_marketing_spend_checked.spend_date <= int_run.as_of_date
    left join int_exchange_rates_monthly
        on
            coalesce(int_marketing_spend_checked.currency, '{{ var("reporting_currency") }}')
            = int_exchange_rates_monthly.currency
            and int_marketing_spend_checked.spend_date >= int_exchange_rates_monthly.valid_from
            and (
                int_exchange_rates_monthly.valid_to is null
                or int_marketing_spend_checked.spend_date < int_exchange_rates_monthly.valid_to
            )
),

final as (
    select
        channel,
        min(spend_date) as first_spend_date,
        cast(sum(spend) as numeric(18, 2)) as spend
    from spend_in_reporting_currency
    group by channel
)

select * from final
