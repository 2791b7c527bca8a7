with

int_months as (
    select * from {{ ref('int_months') }}
),

int_exchange_rates_monthly as (
    select * from {{ ref('int_exchange_rates_monthly') }}
),

final as (
    select
        rates_at_end.currency,
        int_months.kpi_month,
        rates_at_start.rate as rate_start,
        rates_at_end.rate as rate_end,
        cast(
            lead(rates_at_end.rate, 11) over (
                partition by rates_at_end.currency order by int_months.kpi_month
            ) as numeric(20, 12)
        ) as rate_end_11_months_later
    from int_months
    inner join int_exchange_rates_monthly as rates_at_end
        on
            int_months.month_end_date >= rates_at_end.valid_from
            and (
                rates_at_end.valid_to is null
                or int_months.month_end_date < rates_at_end.valid_to
            )
    inner join int_exchange_rates_monthly as rates_at_start
        on
            rates_at_end.currency = rates_at_start.currency
            and int_months.start_date >= rates_at_start.valid_from
            and (
                rates_at_start.valid_to is null
                or int_months.start_date < rates_at_start.valid_to
            )
)

select * from final
