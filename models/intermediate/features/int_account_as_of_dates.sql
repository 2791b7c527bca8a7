with

int_open_as_of_dates as (
    select as_of_date from {{ ref('int_open_as_of_dates') }}
),

int_accounts_checked as (
    select * from {{ ref('int_accounts_checked') }}
    where rejected_because is null
),

int_subscriptions_checked as (
    select * from {{ ref('int_subscriptions_checked') }}
    where rejected_because is null
),

beginnings as (
    select
        account_id,
        created_at as began_at
    from int_accounts_checked
    union all
    select
        account_id,
        valid_from as began_at
    from int_subscriptions_checked
),

accounts as (
    select
        account_id,
        min(began_at) as began_at
    from beginnings
    group by account_id
),

accounts_by_date as (
    select
        accounts.account_id,
        int_open_as_of_dates.as_of_date,
        accounts.began_at,
        cast(
            {{ dbt.datediff(
                'cast(accounts.began_at as date)', 'int_open_as_of_dates.as_of_date', 'day'
            ) }} as bigint
        ) as tenure_days
    from accounts
    inner join int_open_as_of_dates
        on cast(accounts.began_at as date) <= int_open_as_of_dates.as_of_date
),

final as (
    select
        account_id,
        as_of_date,
        began_at,
        tenure_days,
        least(tenure_days + 1, 28) as days_observed_28d,
        least(greatest(tenure_days + 1 - 28, 0), 28) as days_observed_prior_28d
    from accounts_by_date
)

select * from final
