{#- Below so many gaps nobody can say what is usual; a gap is unusual beyond the longest one of the
    year before and so many times the usual one. -#}
{%- set fewest_gaps = 8 -%}
{%- set times_the_usual_gap = 3 -%}

with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_table_days as (
    select * from {{ ref('int_table_days') }}
),

days_of_a_year as (
    select
        int_table_days.table_name,
        int_table_days.row_day,
        int_run.as_of_date,
        lag(int_table_days.row_day) over (
            partition by int_table_days.table_name order by int_table_days.row_day
        ) as day_before
    from int_table_days
    inner join int_run
        on int_table_days.row_day > {{ dbt.dateadd('day', -365, 'int_run.as_of_date') }}
),

gaps as (
    select
        table_name,
        row_day,
        {{ dbt.datediff('day_before', 'row_day', 'day') }}
            as gap_days,
        {{ dbt.datediff('row_day', 'as_of_date', 'day') }}
            as age_days
    from days_of_a_year
),

by_table as (
    select
        table_name,
        count(gap_days) as gaps_seen,
        percentile_cont(0.5) within group (order by gap_days) as usual_gap_days,
        max(gap_days) as longest_gap_days,
        max(row_day) as newest_day,
        min(age_days) as gap_now_days
    from gaps
    group by table_name
),

judged as (
    select
        *,
        gaps_seen >= {{ fewest_gaps }}
        and gap_now_days > longest_gap_days
        and gap_now_days > {{ times_the_usual_gap }} * usual_gap_days as is_unusual
    from by_table
),

final as (
    select
        table_name,
        newest_day,
        cast(gap_now_days as integer) as gap_now_days,
        cast(usual_gap_days as double precision) as usual_gap_days,
        cast(longest_gap_days as integer) as longest_gap_days,
        gaps_seen,
        is_unusual,
        concat(
            'newest row of ', cast(newest_day as varchar), ', ', cast(gap_now_days as varchar),
            ' days before the as-of date; ',
            case
                when gaps_seen < {{ fewest_gaps }}
                    then 'too few days have rows to say what is usual'
                else concat(
                    'days with rows are usually ',
                    cast(cast(ceil(usual_gap_days) as integer) as varchar),
                    ' apart, at most ', cast(longest_gap_days as varchar)
                )
            end
        ) as in_words
    from judged
)

select * from final
