with

exchange_rates as (
    select * from {{ source('billing', 'exchange_rates') }}
),

cleaned as (
    select
        rate_date,
        nullif(upper(trim(from_currency)), '') as from_currency,
        nullif(upper(trim(to_currency)), '') as to_currency,
        rate,
        unreadable_cells
    from exchange_rates
)

select * from cleaned
