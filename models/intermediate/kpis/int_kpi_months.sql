with

int_months as (
    select * from {{ ref('int_months') }}
),

int_as_of_dates as (
    select * from {{ ref('int_as_of_dates') }}
),

int_run as (
    select * from {{ ref('int_run') }}
),

first_evaluation as (
    select min(as_of_date) as first_as_of_date
    from int_as_of_dates
),

final as (
    select
        int_months.kpi_month,
        int_months.start_date,
        int_months.month_end_date,
        int_months.is_complete,
        int_months.is_complete
        and {{ dbt.dateadd('day', var('max_lateness_days'), 'int_months.month_end_date') }}
        <= int_run.as_of_date as is_settled
    from int_months
    inner join first_evaluation
        on int_months.month_end_date >= first_evaluation.first_as_of_date
    cross join int_run
)

select * from final
