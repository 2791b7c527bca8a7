-- All date arithmetic of the features' windows stands here, once.
with

int_open_as_of_dates as (
    select as_of_date from {{ ref('int_open_as_of_dates') }}
),

final as (
    select
        as_of_date,
        cast({{ dbt.dateadd('day', 1, 'as_of_date') }} as timestamp) as ends_before,
        {%- for days in [90, 180] %}
        cast({{ dbt.dateadd('day', -days, 'as_of_date') }} as date) as day_{{ days }}_before,
        {%- endfor %}
        cast({{ dbt.date_trunc('month', 'as_of_date') }} as date) as month_start,
        cast({{ dbt.last_day('as_of_date', 'month') }} as date) as month_end
    from int_open_as_of_dates
)

select * from final
