-- Where did use change its level? Of the ways to cut the last eight weeks in two, the best one is
-- that whose two means explain most of the variation (sum of squares) between the weeks.
with

int_account_activity as (
    select * from {{ ref('int_account_activity') }}
),

weekly as (
    select
        account_id,
        as_of_date,
        {%- for week in range(1, 9) %}
        cast(events_week_{{ week }} as double precision) as week_{{ week }},
        {%- endfor %}
        tenure_days
    from int_account_activity
),

totals as (
    select
        account_id,
        as_of_date,
        tenure_days,
        case
            when tenure_days >= 27 then (3 * week_1 + week_2 - week_3 - 3 * week_4) / 10
            when tenure_days >= 20 then (week_1 - week_3) / 2
            when tenure_days >= 13 then week_1 - week_2
        end as engagement_slope_28d,
        week_1 * week_1 + week_2 * week_2 + week_3 * week_3 + week_4 * week_4
        + week_5 * week_5 + week_6 * week_6 + week_7 * week_7 + week_8 * week_8 as squares,
        week_1 as last_1,
        week_1 + week_2 as last_2,
        week_1 + week_2 + week_3 as last_3,
        week_1 + week_2 + week_3 + week_4 as last_4,
        week_1 + week_2 + week_3 + week_4 + week_5 as last_5,
        week_1 + week_2 + week_3 + week_4 + week_5 + week_6 as last_6,
        week_1 + week_2 + week_3 + week_4 + week_5 + week_6 + week_7 as last_7,
        week_1 + week_2 + week_3 + week_4 + week_5 + week_6 + week_7 + week_8 as last_8
    from weekly
),

cuts as (
    select
        account_id,
        as_of_date,
        tenure_days,
        engagement_slope_28d,
        {%- for cut in range(1, 8) %}
        (last_{{ cut }} - {{ cut }} * last_8 / 8) * (last_{{ cut }} - {{ cut }} * last_8 / 8)
        * 8 / {{ cut * (8 - cut) }} as explained_{{ cut }},
        {%- endfor %}
        last_8 / 8 as mean_week,
        squares - last_8 * last_8 / 8 as variation
    from totals
),

best_cuts as (
    select
        account_id,
        as_of_date,
        tenure_days,
        engagement_slope_28d,
        mean_week,
        variation,
        greatest(
            explained_1, explained_2, explained_3, explained_4, explained_5, explained_6,
            explained_7
        ) as explained,
        case greatest(
            explained_1, explained_2, explained_3, explained_4, explained_5, explained_6,
            explained_7
        )
            {%- for cut in range(1, 8) %}
            when explained_{{ cut }} then {{ cut }}
            {%- endfor %}
        end as weeks_since_cut
    from cuts
),

final as (
    select
        account_id,
        as_of_date,
        engagement_slope_28d,
        cast(
            case
                when
                    tenure_days >= 55
                    and explained / nullif(greatest((variation - explained) / 6, mean_week), 0)
                    >= {{ var('change_point_min_f') }}
                    then 7 * weeks_since_cut
            end as bigint
        ) as days_since_change_point
    from best_cuts
)

select * from final
