{#- A period is held against so many like it before: a day against the same weekdays, a week of
    seven days against the weeks. Small counts vary by chance alone, so they are not judged. -#}
{%- set periods_before = 8 -%}
{%- set weeks_judged = 4 -%}
{%- set fewest_usual_rows = 30 -%}
{%- set deviations = 5 -%}

with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_table_days as (
    select * from {{ ref('int_table_days') }}
),

numbers as (
    {{ dbt.generate_series(7 * (weeks_judged + periods_before)) }}
),

calendar as (
    select
        cast(numbers.generated_number as integer) - 1 as days_ago,
        cast(floor((numbers.generated_number - 1) / 7.0) as integer) as weeks_ago,
        cast(
            {{ dbt.dateadd(
                'day', '1 - cast(numbers.generated_number as integer)', 'int_run.as_of_date'
            ) }} as date
        ) as row_day
    from int_run
    cross join numbers
),

first_days as (
    select
        table_name,
        min(row_day) as first_day
    from int_table_days
    group by table_name
),

-- Days without a row count as 0, from the table's first one on.
rows_by_day as (
    select
        first_days.table_name,
        calendar.row_day,
        calendar.days_ago,
        calendar.weeks_ago,
        coalesce(int_table_days.row_count, 0) as row_count
    from first_days
    inner join calendar
        on first_days.first_day <= calendar.row_day
    left join int_table_days
        on
            first_days.table_name = int_table_days.table_name
            and calendar.row_day = int_table_days.row_day
),

-- Within a series, periods of the same kind follow each other.
periods as (
    select
        table_name,
        'day' as period_kind,
        days_ago - 7 * weeks_ago as series,
        weeks_ago,
        row_day as period_start,
        row_count
    from rows_by_day
    union all
    select
        table_name,
        'week' as period_kind,
        0 as series,
        weeks_ago,
        min(row_day) as period_start,
        cast(sum(row_count) as bigint) as row_count
    from rows_by_day
    group by table_name, weeks_ago
    having count(*) = 7
),

compared as (
    select
        periods.table_name,
        periods.period_kind,
        periods.period_start,
        periods.row_count,
        earlier.row_count as earlier_count
    from periods
    inner join periods as earlier
        on
            periods.table_name = earlier.table_name
            and periods.period_kind = earlier.period_kind
            and periods.series = earlier.series
            and earlier.weeks_ago - periods.weeks_ago between 1 and {{ periods_before }}
    where periods.weeks_ago < {{ weeks_judged }}
),

with_medians as (
    select
        table_name,
        period_kind,
        period_start,
        percentile_cont(0.5) within group (order by earlier_count) as usual_count
    from compared
    group by table_name, period_kind, period_start
    having count(*) = {{ periods_before }}
),

with_deviations as (
    select
        compared.table_name,
        compared.period_kind,
        compared.period_start,
        max(compared.row_count) as row_count,
        max(with_medians.usual_count) as usual_count,
        percentile_cont(0.5) within group (
            order by abs(compared.earlier_count - with_medians.usual_count)
        ) as usual_deviation
    from compared
    inner join with_medians
        on
            compared.table_name = with_medians.table_name
            and compared.period_kind = with_medians.period_kind
            and compared.period_start = with_medians.period_start
    group by compared.table_name, compared.period_kind, compared.period_start
),

-- 1.4826 times the median absolute deviation is a normal distribution's standard deviation; that
-- of counts is at least the root of the mean.
final as (
    select
        table_name,
        period_kind,
        period_start,
        cast(row_count as bigint) as row_count,
        cast(usual_count as double precision) as usual_count,
        cast(usual_deviation as double precision) as usual_deviation,
        concat(
            cast(cast(row_count as bigint) as varchar),
            case
                when period_kind = 'day' then ' rows on the day of '
                else ' rows in the week from '
            end,
            cast(period_start as varchar), ', usually ',
            cast(cast(floor(usual_count) as bigint) as varchar), ' (median of the ',
            '{{ periods_before }} ',
            case when period_kind = 'day' then 'same weekdays' else 'weeks' end, ' before)'
        ) as in_words
    from with_deviations
    where
        usual_count >= {{ fewest_usual_rows }}
        and abs(row_count - usual_count)
        > {{ deviations }} * greatest(1.4826 * usual_deviation, sqrt(usual_count))
)

select * from final
