-- Joined on its day, this table sums daily rows into the windows of every as-of date at once.
with

int_open_as_of_dates as (
    select as_of_date from {{ ref('int_open_as_of_dates') }}
),

numbers as (
    {{ dbt.generate_series(56) }}
),

final as (
    select
        int_open_as_of_dates.as_of_date,
        cast(
            {{ dbt.dateadd(
                'day',
                '1 - cast(numbers.generated_number as integer)',
                'int_open_as_of_dates.as_of_date'
            ) }} as date
        ) as event_day,
        cast(numbers.generated_number as integer) - 1 as days_before,
        cast(ceil(numbers.generated_number / 7.0) as integer) as week_before,
        numbers.generated_number <= 28 as is_last_28d
    from int_open_as_of_dates
    cross join numbers
)

select * from final
