{%- set measures = [] -%}
{%- for style in working_styles() -%}
{%- do measures.extend([
    style ~ '_events', 'offered_' ~ style ~ '_events', 'events_when_' ~ style ~ '_offered',
]) -%}
{%- endfor -%}

-- Totals at the as-of date, less the totals at the day before a window began, are the window's.
with

int_account_as_of_dates as (
    select * from {{ ref('int_account_as_of_dates') }}
),

int_open_as_of_windows as (
    select * from {{ ref('int_open_as_of_windows') }}
),

int_account_style_totals as (
    select * from {{ ref('int_account_style_totals') }}
),

windows as (
    select
        int_account_as_of_dates.account_id,
        int_account_as_of_dates.as_of_date,
        {% for measure in measures -%}
        totals.{{ measure }} - coalesce(totals_180d_before.{{ measure }}, 0) as {{ measure }},
        {% endfor -%}
        totals.style_events - coalesce(totals_180d_before.style_events, 0) as style_events
    from int_account_as_of_dates
    inner join int_open_as_of_windows
        on int_account_as_of_dates.as_of_date = int_open_as_of_windows.as_of_date
    inner join int_account_style_totals as totals
        on
            int_account_as_of_dates.account_id = totals.account_id
            and int_account_as_of_dates.as_of_date >= totals.valid_from
            and (
                totals.valid_to is null
                or int_account_as_of_dates.as_of_date < totals.valid_to
            )
    left join int_account_style_totals as totals_180d_before
        on
            int_account_as_of_dates.account_id = totals_180d_before.account_id
            and int_open_as_of_windows.day_180_before >= totals_180d_before.valid_from
            and (
                totals_180d_before.valid_to is null
                or int_open_as_of_windows.day_180_before < totals_180d_before.valid_to
            )
),

final as (
    select * from windows
    where style_events > 0
)

select * from final
