-- Totals are asked for at a few dates only: what lies between two of them is one step.
with

int_open_as_of_windows as (
    select * from {{ ref('int_open_as_of_windows') }}
),

int_account_style_days as (
    select * from {{ ref('int_account_style_days') }}
),

int_account_style_offers as (
    select * from {{ ref('int_account_style_offers') }}
),

looked_up_dates as (
    select as_of_date as looked_up_date
    from int_open_as_of_windows
    union distinct
    select day_180_before as looked_up_date
    from int_open_as_of_windows
),

active_days as (
    select distinct event_day from int_account_style_offers
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

steps as (
    select
        int_account_style_days.account_id,
        first_looked_up_dates.looked_up_date,
        {% for style in working_styles() -%}
        sum(int_account_style_days.{{ style }}_events) as {{ style }}_events,
        sum(
            case
                when int_account_style_offers.offers_{{ style }}
                    then int_account_style_days.{{ style }}_events
                else 0
            end
        ) as offered_{{ style }}_events,
        sum(
            case
                when int_account_style_offers.offers_{{ style }}
                    then int_account_style_days.style_events
                else 0
            end
        ) as events_when_{{ style }}_offered,
        {% endfor -%}
        sum(int_account_style_days.style_events) as style_events
    from int_account_style_days
    inner join int_account_style_offers
        on
            int_account_style_days.account_id = int_account_style_offers.account_id
            and int_account_style_days.event_day = int_account_style_offers.event_day
    inner join first_looked_up_dates
        on int_account_style_days.event_day = first_looked_up_dates.event_day
    group by int_account_style_days.account_id, first_looked_up_dates.looked_up_date
),

final as (
    select
        account_id,
        looked_up_date as valid_from,
        lead(looked_up_date) over (partition by account_id order by looked_up_date) as valid_to,
        {% for style in working_styles() -%}
        cast(sum({{ style }}_events) over account_so_far as bigint) as {{ style }}_events,
        cast(sum(offered_{{ style }}_events) over account_so_far as bigint)
            as offered_{{ style }}_events,
        cast(sum(events_when_{{ style }}_offered) over account_so_far as bigint)
            as events_when_{{ style }}_offered,
        {% endfor -%}
        cast(sum(style_events) over account_so_far as bigint) as style_events
    from steps
    window account_so_far as (
        partition by account_id order by looked_up_date
        rows between unbounded preceding and current row
    )
)

select * from final
