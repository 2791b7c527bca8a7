with

int_account_as_of_dates as (
    select * from {{ ref('int_account_as_of_dates') }}
),

int_account_activity as (
    select * from {{ ref('int_account_activity') }}
),

int_account_day_totals as (
    select * from {{ ref('int_account_day_totals') }}
),

int_recorded_since as (
    select * from {{ ref('int_recorded_since') }}
),

final as (
    select
        int_account_activity.account_id,
        int_account_activity.as_of_date,
        int_account_activity.value_events_28d,
        case
            when int_account_activity.as_of_date >= int_recorded_since.value_events_since
                then int_account_day_totals.first_value_at is not null
        end as has_reached_value,
        case
            when int_account_day_totals.first_value_at < int_account_as_of_dates.began_at then 0
            else
                {{ dbt.datediff(
                    'int_account_as_of_dates.began_at',
                    'int_account_day_totals.first_value_at',
                    'second'
                ) }} / cast(3600 as double precision)
        end as hours_to_first_value,
        {{ relative_change('value_events', 'int_account_activity') }} as value_change
    from int_account_activity
    cross join int_recorded_since
    inner join int_account_as_of_dates
        on
            int_account_activity.account_id = int_account_as_of_dates.account_id
            and int_account_activity.as_of_date = int_account_as_of_dates.as_of_date
    left join int_account_day_totals
        on
            int_account_activity.account_id = int_account_day_totals.account_id
            and int_account_activity.as_of_date >= int_account_day_totals.valid_from
            and (
                int_account_day_totals.valid_to is null
                or int_account_activity.as_of_date < int_account_day_totals.valid_to
            )
)

select * from final
