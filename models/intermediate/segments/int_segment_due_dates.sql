with

int_segment_versions as (
    select * from {{ ref('int_segment_versions') }}
),

int_as_of_dates as (
    select * from {{ ref('int_as_of_dates') }}
),

int_open_as_of_dates as (
    select * from {{ ref('int_open_as_of_dates') }}
),

due_dates as (
    select
        int_segment_versions.segment,
        int_segment_versions.segment_version,
        int_segment_versions.entity,
        int_as_of_dates.as_of_date
    from int_segment_versions
    inner join int_as_of_dates
        on
            int_segment_versions.evaluated_from <= int_as_of_dates.as_of_date
            and (
                int_as_of_dates.is_month_end
                or int_segment_versions.evaluated_daily_from <= int_as_of_dates.as_of_date
            )
    left join int_open_as_of_dates
        on int_as_of_dates.as_of_date = int_open_as_of_dates.as_of_date
    where
        int_segment_versions.is_current
        and (int_segment_versions.is_new or int_open_as_of_dates.as_of_date is not null)
)

select * from due_dates
