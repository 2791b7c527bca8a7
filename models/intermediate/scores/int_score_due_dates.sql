with

int_run as (
    select * from {{ ref('int_run') }}
),

int_as_of_dates as (
    select * from {{ ref('int_as_of_dates') }}
),

int_open_as_of_dates as (
    select * from {{ ref('int_open_as_of_dates') }}
),

int_models_served as (
    select * from {{ ref('int_models_served') }}
    where is_served and task in ('propensity', 'hazard', 'uplift')
),

scored_dates as (
    {{ scored_dates() }}
),

kept_dates as (
    select int_as_of_dates.as_of_date
    from int_as_of_dates
    inner join int_run
        on
            int_as_of_dates.as_of_date <= int_run.as_of_date
            and (
                int_as_of_dates.is_month_end
                or int_as_of_dates.as_of_date
                > {{ dbt.dateadd('day', -var('daily_history_days'), 'int_run.as_of_date') }}
            )
),

final as (
    select
        int_models_served.model_id,
        int_models_served.model,
        int_models_served.entity,
        kept_dates.as_of_date
    from int_models_served
    inner join kept_dates
        on
            int_models_served.trained_through < kept_dates.as_of_date
            or (
                int_models_served.horizon_days is null
                and int_models_served.trained_through = kept_dates.as_of_date
            )
    left join int_open_as_of_dates
        on kept_dates.as_of_date = int_open_as_of_dates.as_of_date
    left join scored_dates
        on
            int_models_served.model = scored_dates.model
            and kept_dates.as_of_date = scored_dates.as_of_date
    where int_open_as_of_dates.as_of_date is not null or scored_dates.as_of_date is null
)

select * from final
