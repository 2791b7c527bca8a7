with

int_months as (
    select * from {{ ref('int_months') }}
),

numbers as (
    {{ dbt.generate_series(31) }}
),

days as (
    select
        int_months.kpi_month,
        int_months.month_end_date,
        cast(
            {{ dbt.dateadd(
                'day', 'cast(numbers.generated_number as integer) - 1', 'int_months.kpi_month'
            ) }} as date
        ) as date_day
    from int_months
    cross join numbers
),

final as (
    select
        date_day,
        cast({{ dbt.date_trunc('week', 'date_day') }} as date) as week_start,
        kpi_month as month_start,
        cast({{ dbt.date_trunc('quarter', 'date_day') }} as date) as quarter_start,
        cast({{ dbt.date_trunc('year', 'date_day') }} as date) as year_start
    from days
    where date_day <= month_end_date
)

select * from final
