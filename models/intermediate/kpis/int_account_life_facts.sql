with

int_account_day_totals as (
    select * from {{ ref('int_account_day_totals') }}
),

fct_lifecycle_events as (
    select * from {{ ref('fct_lifecycle_events') }}
),

first_values as (
    select
        account_id,
        min(first_value_at) as first_value_at
    from int_account_day_totals
    where first_value_at is not null
    group by account_id
),

-- A result from before the sign-up, of an account that was imported, took no time.
values_reached as (
    select
        first_values.account_id,
        first_values.first_value_at,
        greatest(
            0,
            {{ dbt.datediff(
                'fct_lifecycle_events.occurred_at', 'first_values.first_value_at', 'second'
            ) }} / cast(3600 as double precision)
        ) as hours_to_first_value
    from first_values
    inner join fct_lifecycle_events
        on
            first_values.account_id = fct_lifecycle_events.account_id
            and fct_lifecycle_events.event = 'signed_up'
),

-- Whoever churns for the second time has returned once before.
payments_begun as (
    select
        account_id,
        occurred_at,
        occurrence + case when event = 'returned' then 1 else 0 end as occurrence
    from fct_lifecycle_events
    where event in ('converted', 'returned')
),

churns as (
    select
        fct_lifecycle_events.account_id,
        fct_lifecycle_events.occurrence,
        fct_lifecycle_events.occurred_at as churned_at,
        {{ dbt.datediff(
            'payments_begun.occurred_at', 'fct_lifecycle_events.occurred_at', 'day'
        ) }} as days_to_churn
    from fct_lifecycle_events
    inner join payments_begun
        on
            fct_lifecycle_events.account_id = payments_begun.account_id
            and fct_lifecycle_events.occurrence = payments_begun.occurrence
    where fct_lifecycle_events.event = 'churned'
),

final as (
    select
        account_id,
        event as fact,
        occurrence,
        cast(null as double precision) as amount,
        cast(occurred_at as date) as fact_date
    from fct_lifecycle_events
    where event in ('signed_up', 'product_qualified', 'sales_qualified')

    union all

    select
        account_id,
        'first value' as fact,
        cast(1 as bigint) as occurrence,
        hours_to_first_value as amount,
        cast(first_value_at as date) as fact_date
    from values_reached

    union all

    select
        account_id,
        'churned' as fact,
        occurrence,
        cast(days_to_churn as double precision) as amount,
        cast(churned_at as date) as fact_date
    from churns
)

select * from final
