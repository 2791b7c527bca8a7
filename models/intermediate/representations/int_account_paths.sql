{{
    config(
        materialized='incremental',
        incremental_strategy=by_partition('append'),
        partition_by='as_of_date',
        pre_hook="{{ delete_open('as_of_date', ref('int_representation_dates')) }}",
    )
}}

with

int_representation_dates as (
    select
        as_of_date,
        day_28_before,
        cast({{ dbt.date_trunc('month', 'as_of_date') }} as date) as month_start
    from {{ ref('int_representation_dates') }}
    where {{ ('sequences' in listed('representations')) | lower }}
),

span as (
    select
        cast({{ dbt.dateadd('day', -27, 'min(month_start)') }} as date) as first_day,
        max(as_of_date) as last_day
    from int_representation_dates
),

fct_account_features as (
    select
        account_id,
        as_of_date,
        tenure_days
    from {{ ref('fct_account_features') }}
),

int_daily_activity as (
    select
        account_id,
        user_id,
        event_day,
        event_name,
        first_at
    from {{ ref('int_daily_activity') }}
    where
        event_day >= (select span.first_day from span)
        and event_day <= (select span.last_day from span)
),

-- the first 28 days of those for whom they ended in the month
newcomers as (
    select
        fct_account_features.account_id,
        int_representation_dates.as_of_date,
        cast(
            {{ dbt.dateadd(
                'day',
                '-cast(fct_account_features.tenure_days as integer)',
                'fct_account_features.as_of_date'
            ) }} as date
        ) as first_day,
        cast(
            {{ dbt.dateadd(
                'day',
                '27 - cast(fct_account_features.tenure_days as integer)',
                'fct_account_features.as_of_date'
            ) }} as date
        ) as last_day
    from fct_account_features
    inner join int_representation_dates
        on fct_account_features.as_of_date = int_representation_dates.as_of_date
    where
        fct_account_features.tenure_days >= 27
        and fct_account_features.tenure_days - 27 <= {{ dbt.datediff(
            'int_representation_dates.month_start', 'int_representation_dates.as_of_date', 'day'
        ) }}
),

-- a user's day goes from event to event by their first times
steps as (
    select
        account_id,
        event_day,
        concat(
            coalesce(
                lag(event_name) over (
                    partition by account_id, user_id, event_day
                    order by first_at, {{ in_byte_order('event_name') }}
                ), ''
            ),
            ' > ', event_name
        ) as step
    from int_daily_activity
),

steps_by_day as (
    select
        account_id,
        event_day,
        step,
        count(*) as times
    from steps
    group by
        account_id,
        event_day,
        step
),

usage as (
    select
        steps_by_day.account_id,
        'usage' as period,
        steps_by_day.step,
        steps_by_day.times,
        int_representation_dates.as_of_date
    from steps_by_day
    inner join int_representation_dates
        on
            cast({{ dbt.last_day('steps_by_day.event_day', 'month') }} as date)
            = int_representation_dates.as_of_date
            and steps_by_day.event_day > int_representation_dates.day_28_before
),

onboarding as (
    select
        steps_by_day.account_id,
        'onboarding' as period,
        steps_by_day.step,
        steps_by_day.times,
        newcomers.as_of_date
    from steps_by_day
    inner join newcomers
        on
            steps_by_day.account_id = newcomers.account_id
            and steps_by_day.event_day between newcomers.first_day and newcomers.last_day
),

paths as (
    select * from usage
    union all
    select * from onboarding
),

final as (
    select
        account_id,
        period,
        step,
        cast(sum(times) as bigint) as times,
        as_of_date
    from paths
    group by
        account_id,
        period,
        step,
        as_of_date
)

select * from final
