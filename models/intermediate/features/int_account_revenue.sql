-- What was earned up to a day is known for each day, so a window is the difference of two of them.
{%- set days_so_far = {} -%}
{%- for name, day in [
    ('latest', 'int_account_as_of_dates.as_of_date'),
    ('before_90d', 'int_open_as_of_windows.day_90_before'),
    ('before_180d', 'int_open_as_of_windows.day_180_before'),
] -%}
    {%- do days_so_far.update(
        {name: '(' ~ dbt.datediff(name ~ '.valid_from', day, 'day') ~ ' + 1)'}
    ) -%}
{%- endfor %}

with

int_account_as_of_dates as (
    select * from {{ ref('int_account_as_of_dates') }}
),

int_open_as_of_windows as (
    select * from {{ ref('int_open_as_of_windows') }}
),

int_account_mrr_reporting as (
    select * from {{ ref('int_account_mrr_reporting') }}
),

final as (
    select
        int_account_as_of_dates.account_id,
        int_account_as_of_dates.as_of_date,
        {%- for window in ['90d', '180d'] %}
        cast(
            latest.mrr_days_before + latest.mrr * {{ days_so_far.latest }}
            - coalesce(
                before_{{ window }}.mrr_days_before
                + before_{{ window }}.mrr * {{ days_so_far['before_' ~ window] }},
                0
            ) as numeric(26, 2)
        ) as mrr_days_{{ window }},
        {%- endfor %}
        latest.paid_days_before
        + case when latest.mrr > 0 then {{ days_so_far.latest }} else 0 end as paid_days,
        latest.mrr,
        latest.peak_mrr
    from int_account_as_of_dates
    inner join int_open_as_of_windows
        on int_account_as_of_dates.as_of_date = int_open_as_of_windows.as_of_date
    inner join int_account_mrr_reporting as latest
        on
            int_account_as_of_dates.account_id = latest.account_id
            and int_account_as_of_dates.as_of_date >= latest.valid_from
            and (latest.valid_to is null or int_account_as_of_dates.as_of_date < latest.valid_to)
    {%- for window in ['90', '180'] %}
    left join int_account_mrr_reporting as before_{{ window }}d
        on
            int_account_as_of_dates.account_id = before_{{ window }}d.account_id
            and int_open_as_of_windows.day_{{ window }}_before >= before_{{ window }}d.valid_from
            and (
                before_{{ window }}d.valid_to is null
                or int_open_as_of_windows.day_{{ window }}_before < before_{{ window }}d.valid_to
            )
    {%- endfor %}
)

select * from final
