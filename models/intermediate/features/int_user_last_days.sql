with

int_user_as_of_dates as (
    select * from {{ ref('int_user_as_of_dates') }}
),

int_open_as_of_dates as (
    select as_of_date from {{ ref('int_open_as_of_dates') }}
),

int_user_days as (
    select * from {{ ref('int_user_days') }}
    where user_id is not null
),

active_days as (
    select distinct event_day from int_user_days
),

first_dates as (
    select
        active_days.event_day,
        min(int_open_as_of_dates.as_of_date) as as_of_date
    from active_days
    inner join int_open_as_of_dates
        on active_days.event_day <= int_open_as_of_dates.as_of_date
    group by active_days.event_day
),

-- Between two as-of dates, a user's last day alone matters.
last_days as (
    select
        int_user_days.account_id,
        int_user_days.user_id,
        first_dates.as_of_date as known_from,
        max(int_user_days.event_day) as last_event_day
    from int_user_days
    inner join first_dates
        on int_user_days.event_day = first_dates.event_day
    group by int_user_days.account_id, int_user_days.user_id, first_dates.as_of_date
),

followed as (
    select
        *,
        lead(known_from) over (
            partition by account_id, user_id order by known_from
        ) as next_known_from
    from last_days
),

final as (
    select
        int_user_as_of_dates.user_id,
        int_user_as_of_dates.as_of_date,
        followed.last_event_day
    from int_user_as_of_dates
    inner join followed
        on
            int_user_as_of_dates.account_id = followed.account_id
            and int_user_as_of_dates.user_id = followed.user_id
            and int_user_as_of_dates.as_of_date >= followed.known_from
            and (
                followed.next_known_from is null
                or int_user_as_of_dates.as_of_date < followed.next_known_from
            )
)

select * from final
