with

marketing_spend as (
    select * from {{ source('marketing', 'marketing_spend') }}
),

cleaned as (
    select
        spend_date,
        nullif(lower(trim(channel)), '') as channel,
        amount,
        nullif(trim(campaign), '') as campaign,
        coalesce(nullif(upper(trim(currency)), ''), '{{ var('reporting_currency') }}') as currency,
        unreadable_cells
    from marketing_spend
)

select * from cleaned
