-- Of the last daily_history_days, those that are open in this run and those on which the model
-- never assigned anyone: a first champion begins with the whole window, a later one goes on from
-- today.
with

int_persona_models as (
    select * from {{ ref('int_persona_models') }}
),

int_as_of_dates as (
    select as_of_date from {{ ref('int_as_of_dates') }}
),

int_open_as_of_dates as (
    select as_of_date from {{ ref('int_open_as_of_dates') }}
),

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

assigned_before as (
    {{ rows_built_before('fct_personas', {'model': 'varchar', 'as_of_date': 'date'}) }}
),

assigned_dates as (
    select distinct
        model,
        as_of_date
    from assigned_before
),

window_dates as (
    select int_as_of_dates.as_of_date
    from int_as_of_dates
    cross join int_run
    where
        int_as_of_dates.as_of_date <= int_run.as_of_date
        and int_as_of_dates.as_of_date
        > {{ dbt.dateadd('day', -var('daily_history_days'), 'int_run.as_of_date') }}
),

final as (
    select
        int_persona_models.model,
        int_persona_models.entity,
        window_dates.as_of_date
    from int_persona_models
    cross join window_dates
    left join int_open_as_of_dates
        on window_dates.as_of_date = int_open_as_of_dates.as_of_date
    left join assigned_dates
        on
            int_persona_models.model = assigned_dates.model
            and window_dates.as_of_date = assigned_dates.as_of_date
    where int_open_as_of_dates.as_of_date is not null or assigned_dates.as_of_date is null
)

select * from final
