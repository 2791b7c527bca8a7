/*
Fails for each as-of date older than the daily window before the last successful run that is no
month end and still has features. Left alone, daily rows grow without end: a year of them is
thirteen times what its month ends are.
*/
with

int_run as (
    select
        cast(
            {{ dbt.dateadd('day', -var('daily_history_days'), 'previous_as_of_date') }} as date
        ) as daily_history_begins
    from {{ ref('int_run') }}
),

int_as_of_dates as (
    select * from {{ ref('int_as_of_dates') }}
    where not is_month_end
),

feature_dates as (
    select as_of_date from {{ ref('fct_account_features') }}
    union
    select as_of_date from {{ ref('fct_user_features') }}
),

final as (
    select feature_dates.as_of_date
    from feature_dates
    inner join int_as_of_dates on feature_dates.as_of_date = int_as_of_dates.as_of_date
    inner join int_run on feature_dates.as_of_date < int_run.daily_history_begins
)

select * from final
