with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_exchange_rates_checked as (
    select * from {{ ref('int_exchange_rates_checked') }}
    where rejected_because is null
),

quotes as (
    select
        rate_date,
        from_currency as currency,
        cast(rate as numeric(20, 12)) as rate,
        cast({{ dbt.last_day('rate_date', 'month') }} as date) as month_end_date
    from int_exchange_rates_checked
    where
        to_currency = '{{ var("reporting_currency") }}'
        and from_currency <> '{{ var("reporting_currency") }}'
),

ranked_quotes as (
    select
        *,
        row_number() over (partition by currency order by rate_date) as place_overall,
        row_number() over (
            partition by currency, month_end_date order by rate_date desc
        ) as place_from_month_end
    from quotes
),

rates as (
    select
        currency,
        rate,
        cast('1900-01-01' as date) as valid_from
    from ranked_quotes
    where place_overall = 1
    union all
    select
        ranked_quotes.currency,
        ranked_quotes.rate,
        ranked_quotes.month_end_date as valid_from
    from ranked_quotes
    cross join int_run
    where
        ranked_quotes.place_from_month_end = 1
        and ranked_quotes.month_end_date <= int_run.as_of_date
    union all
    select
        '{{ var("reporting_currency") }}' as currency,
        cast(1 as numeric(20, 12)) as rate,
        cast('1900-01-01' as date) as valid_from
),

final as (
    select
        currency,
        rate,
        valid_from,
        lead(valid_from) over (partition by currency order by valid_from) as valid_to
    from rates
)

select * from final
