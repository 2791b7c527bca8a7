with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_quarantine_checks as (
    select * from {{ ref('int_quarantine_checks') }}
),

int_event_checks as (
    select * from {{ ref('int_event_checks') }}
),

int_figure_checks as (
    select * from {{ ref('int_figure_checks') }}
),

int_freshness_checks as (
    select * from {{ ref('int_freshness_checks') }}
),

int_volume_anomalies as (
    select * from {{ ref('int_volume_anomalies') }}
),

-- The gap up to the as-of date is the one that may be too long.
freshness as (
    select
        'freshness' as check_name,
        table_name,
        cast(null as varchar) as subject,
        newest_day as period,
        gaps_seen + 1 as rows_seen,
        case when is_unusual then 1 else 0 end as rows_failing,
        false as is_failure,
        in_words as example
    from int_freshness_checks
),

volume_anomalies as (
    select
        'volume_anomaly' as check_name,
        table_name,
        period_kind as subject,
        period_start as period,
        row_count as rows_seen,
        cast(floor(abs(row_count - usual_count)) as bigint) as rows_failing,
        false as is_failure,
        in_words as example
    from int_volume_anomalies
),

checks as (
    select * from int_quarantine_checks
    union all
    select * from int_event_checks
    union all
    select * from int_figure_checks
    union all
    select * from freshness
    union all
    select * from volume_anomalies
),

-- A period is a day, a week that begins on it, or a month; what has none is of all there is.
with_period_ends as (
    select
        *,
        case
            when period is null then null
            when check_name in ('mrr_invoice_difference', 'kpi_restatement')
                then {{ dbt.dateadd('month', 1, 'period') }}
            when subject = 'week' then {{ dbt.dateadd('day', 7, 'period') }}
            else {{ dbt.dateadd('day', 1, 'period') }}
        end as period_ended_before
    from checks
),

final as (
    select
        cast(with_period_ends.check_name as varchar) as check_name,
        with_period_ends.period,
        cast(with_period_ends.table_name as varchar) as table_name,
        cast(with_period_ends.subject as varchar) as subject,
        cast(with_period_ends.rows_seen as bigint) as rows_seen,
        cast(with_period_ends.rows_failing as bigint) as rows_failing,
        cast(with_period_ends.rows_failing as double precision)
        / nullif(with_period_ends.rows_seen, 0) as share_failing,
        cast(with_period_ends.is_failure as boolean) as is_failure,
        cast(with_period_ends.example as varchar) as example,
        cast(
            (
                with_period_ends.is_failure
                or with_period_ends.check_name in (
                    'freshness', 'volume_anomaly', 'erasures_of_nobody'
                )
            )
            and with_period_ends.rows_failing > 0
            and coalesce(
                with_period_ends.period_ended_before
                > {{ dbt.dateadd('day', -6, 'int_run.as_of_date') }},
                true
            ) as boolean
        ) as is_broken_this_week
    from with_period_ends
    cross join int_run
)

select * from final
