-- Facts of the calendar, no settings: nobody's business has other months.
with

final as (
    select
        'week' as billing_interval,
        36525 as month_multiplier,
        8400 as month_divisor,
        0 as interval_months,
        7 as interval_days
    union all
    select
        'month' as billing_interval,
        1 as month_multiplier,
        1 as month_divisor,
        1 as interval_months,
        0 as interval_days
    union all
    select
        'quarter' as billing_interval,
        1 as month_multiplier,
        3 as month_divisor,
        3 as interval_months,
        0 as interval_days
    union all
    select
        'year' as billing_interval,
        1 as month_multiplier,
        12 as month_divisor,
        12 as interval_months,
        0 as interval_days
)

select * from final
