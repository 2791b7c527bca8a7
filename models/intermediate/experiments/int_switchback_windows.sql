with

experiment_windows as (
    select * from {{ ref('experiment_windows') }}
),

int_experiment_definitions as (
    select * from {{ ref('int_experiment_definitions') }}
    where design = 'switchback'
),

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

trimmed as (
    select
        experiment_windows.experiment_id,
        experiment_windows.variant,
        experiment_windows.starts_at,
        experiment_windows.ends_at,
        {{ dbt.dateadd(
            'minute',
            'cast(coalesce(int_experiment_definitions.carry_over_hours, 0) * 60 as integer)',
            'experiment_windows.starts_at'
        ) }} as counts_from
    from experiment_windows
    inner join int_experiment_definitions
        on experiment_windows.experiment_id = int_experiment_definitions.experiment_id
),

-- activity is kept by day: a day counts that lies wholly within what is left of the window
in_days as (
    select
        experiment_id,
        variant,
        starts_at,
        ends_at,
        case
            when counts_from > cast(cast(counts_from as date) as timestamp)
                then
                    cast(
                        {{ dbt.dateadd('day', 1, 'cast(counts_from as date)') }} as date
                    )
            else cast(counts_from as date)
        end as first_day,
        cast(
            {{ dbt.dateadd('day', -1, 'cast(ends_at as date)') }} as date
        ) as last_day
    from trimmed
),

final as (
    select
        in_days.experiment_id,
        in_days.variant,
        in_days.starts_at,
        in_days.ends_at,
        in_days.first_day,
        in_days.last_day,
        {{ dbt.datediff(
            'in_days.first_day', 'in_days.last_day', 'day'
        ) }} + 1 as days
    from in_days
    cross join int_run
    where in_days.first_day <= in_days.last_day and in_days.last_day <= int_run.as_of_date
)

select * from final
