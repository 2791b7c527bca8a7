-- Use of what the plan meters in the running day or month, and seats as they are counted daily: by
-- the users of the last 28 days.
with

run as (
    select
        current_day,
        cast({{ dbt.date_trunc('month', 'current_day') }} as date) as month_start,
        cast({{ dbt.dateadd('day', -27, 'current_day') }} as date) as first_seat_day
    from {{ ref('int_run_current') }}
),

int_account_plans_current as (
    select * from {{ ref('int_account_plans_current') }}
),

int_activity_current as (
    select * from {{ ref('int_activity_current') }}
),

metered_events as (
    select
        account_id,
        event_day,
        event_name,
        event_count
    from {{ ref('int_daily_activity') }}
    where
        event_day >= (select run.month_start from run)
        and event_name in (
            select int_account_plans_current.usage_metric from int_account_plans_current
        )

    union all

    select
        account_id,
        event_day,
        event_name,
        event_count
    from int_activity_current
),

metered as (
    select
        int_account_plans_current.account_id,
        cast(sum(metered_events.event_count) as bigint) as usage_in_period
    from int_account_plans_current
    cross join run
    inner join metered_events
        on
            int_account_plans_current.account_id = metered_events.account_id
            and int_account_plans_current.usage_metric = metered_events.event_name
            and metered_events.event_day >= case
                when int_account_plans_current.usage_period = 'day' then run.current_day
                else run.month_start
            end
    group by int_account_plans_current.account_id
),

users_by_account as (
    select
        account_id,
        user_id
    from {{ ref('int_user_days') }}
    where user_id is not null and event_day >= (select run.first_seat_day from run)

    union

    select
        account_id,
        user_id
    from int_activity_current
    where user_id is not null and event_day >= (select run.first_seat_day from run)
),

seats as (
    select
        account_id,
        count(*) as seats_used
    from users_by_account
    group by account_id
),

final as (
    select
        coalesce(metered.account_id, seats.account_id) as account_id,
        coalesce(metered.usage_in_period, 0) as usage_in_period,
        coalesce(seats.seats_used, 0) as seats_used
    from metered
    full join seats
        on metered.account_id = seats.account_id
)

select * from final
