with

int_run as (
    select
        as_of_date,
        cast({{ dbt.date_trunc('month', 'as_of_date') }} as date) as as_of_month
    from {{ ref('int_run') }}
),

int_accounts_checked as (
    select * from {{ ref('int_accounts_checked') }}
    where rejected_because is null
),

int_subscription_mrr as (
    select * from {{ ref('int_subscription_mrr') }}
),

first_dates as (
    select min(cast(created_at as date)) as first_date from int_accounts_checked
    union all
    select min(valid_from) as first_date from int_subscription_mrr
),

first_month as (
    select cast({{ dbt.date_trunc('month', 'min(first_date)') }} as date) as first_month
    from first_dates
),

-- A hundred years, counted back from the running month.
numbers as (
    {{ dbt.generate_series(1200) }}
),

months as (
    select
        int_run.as_of_date,
        cast(
            {{ dbt.dateadd(
                'month', '1 - cast(numbers.generated_number as integer)', 'int_run.as_of_month'
            ) }} as date
        ) as kpi_month
    from int_run
    cross join numbers
),

with_last_days as (
    select
        months.kpi_month,
        months.as_of_date,
        cast({{ dbt.last_day('months.kpi_month', 'month') }} as date) as last_day
    from months
    inner join first_month on months.kpi_month >= first_month.first_month
),

final as (
    select
        kpi_month,
        cast({{ dbt.dateadd('day', -1, 'kpi_month') }} as date) as start_date,
        least(last_day, as_of_date) as month_end_date,
        last_day <= as_of_date as is_complete
    from with_last_days
)

select * from final
