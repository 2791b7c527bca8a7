with

int_open_as_of_dates as (
    select as_of_date from {{ ref('int_open_as_of_dates') }}
),

int_users_checked as (
    select * from {{ ref('int_users_checked') }}
    where rejected_because is null
),

int_user_account_periods as (
    select * from {{ ref('int_user_account_periods') }}
),

users_by_date as (
    select
        int_users_checked.user_id,
        int_user_account_periods.account_id,
        int_open_as_of_dates.as_of_date,
        cast(
            {{ dbt.datediff(
                'cast(int_users_checked.signed_up_at as date)',
                'int_open_as_of_dates.as_of_date',
                'day'
            ) }} as bigint
        ) as tenure_days
    from int_users_checked
    inner join int_open_as_of_dates
        on cast(int_users_checked.signed_up_at as date) <= int_open_as_of_dates.as_of_date
    inner join int_user_account_periods
        on
            int_users_checked.user_id = int_user_account_periods.user_id
            and int_open_as_of_dates.as_of_date >= int_user_account_periods.valid_from
            and (
                int_user_account_periods.valid_to is null
                or int_open_as_of_dates.as_of_date < int_user_account_periods.valid_to
            )
),

final as (
    select
        user_id,
        account_id,
        as_of_date,
        tenure_days,
        least(tenure_days + 1, 28) as days_observed_28d,
        least(greatest(tenure_days + 1 - 28, 0), 28) as days_observed_prior_28d
    from users_by_date
)

select * from final
