{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        full_refresh=false,
    )
}}

with

run as (
    select * from {{ ref('int_run') }}
),

accounts as (
    select * from {{ ref('int_accounts_checked') }}
    where rejected_because is null
),

subscriptions as (
    select * from {{ ref('int_subscriptions_checked') }}
    where rejected_because is null
),

{% if is_incremental() %}

known_dates as (
    select * from {{ this }}
),

{% endif %}

starts as (
    select created_at as started_at
    from accounts

    union all

    select valid_from as started_at
    from subscriptions
),

first_day as (
    select cast(min(started_at) as date) as first_date
    from starts
),

-- 2^15 days: no date further back than 89 years is ever evaluated
numbers as (
    {{ dbt.generate_series(32768) }}
),

days as (
    select
        run.as_of_date as run_as_of_date,
        numbers.generated_number - 1 as days_back,
        cast(
            {{ dbt.dateadd('day', '1 - numbers.generated_number', 'run.as_of_date') }} as date
        ) as as_of_date
    from run
    cross join numbers
),

evaluated as (
    select
        days.as_of_date,
        days.as_of_date = {{ dbt.last_day('days.as_of_date', 'month') }} as is_month_end,
        days.run_as_of_date as added_as_of
    from days
    cross join first_day
    where
        days.days_back = 0
        or (
            days.as_of_date >= first_day.first_date
            and (
                days.days_back < {{ var('daily_history_days') }}
                or days.as_of_date = {{ dbt.last_day('days.as_of_date', 'month') }}
            )
        )
),

final as (
    select *
    from evaluated
    {% if is_incremental() %}
    where
        not exists(
            select 1
            from known_dates
            where
                known_dates.as_of_date >= evaluated.as_of_date
                and known_dates.as_of_date <= evaluated.added_as_of
        )
    {% endif %}
)

select * from final
