with

int_open_as_of_windows as (
    select * from {{ ref('int_open_as_of_windows') }}
),

int_account_days as (
    select * from {{ ref('int_account_days') }}
),

looked_up_dates as (
    select as_of_date as looked_up_date
    from int_open_as_of_windows
    union distinct
    select day_90_before as looked_up_date
    from int_open_as_of_windows
    union distinct
    select day_180_before as looked_up_date
    from int_open_as_of_windows
),

active_days as (
    select distinct event_day from int_account_days
),

first_looked_up_dates as (
    select
        active_days.event_day,
        min(looked_up_dates.looked_up_date) as looked_up_date
    from active_days
    inner join looked_up_dates
        on active_days.event_day <= looked_up_dates.looked_up_date
    group by active_days.event_day
),

-- Totals are asked for at a few dates only: what lies between two of them is one step.
steps as (
    select
        int_account_days.account_id,
        first_looked_up_dates.looked_up_date,
        sum(int_account_days.event_count) as event_count,
        max(int_account_days.event_day) as last_event_date,
        max(case when int_account_days.core_events > 0 then int_account_days.event_day end)
            as last_core_date,
        min(int_account_days.first_value_at) as first_value_at
    from int_account_days
    inner join first_looked_up_dates
        on int_account_days.event_day = first_looked_up_dates.event_day
    group by int_account_days.account_id, first_looked_up_dates.looked_up_date
),

final as (
    select
        account_id,
        looked_up_date as valid_from,
        lead(looked_up_date) over (partition by account_id order by looked_up_date) as valid_to,
        cast(sum(event_count) over account_so_far as bigint) as event_count,
        last_event_date,
        max(last_core_date) over account_so_far as last_core_date,
        min(first_value_at) over account_so_far as first_value_at
    from steps
    window account_so_far as (
        partition by account_id order by looked_up_date
        rows between unbounded preceding and current row
    )
)

select * from final
