with

int_account_as_of_dates as (
    select * from {{ ref('int_account_as_of_dates') }}
),

int_recorded_since as (
    select * from {{ ref('int_recorded_since') }}
),

int_account_trait_history as (
    select * from {{ ref('int_account_trait_history') }}
),

int_account_users as (
    select * from {{ ref('int_account_users') }}
),

int_account_status as (
    select * from {{ ref('int_account_status') }}
),

int_account_subscriptions as (
    select * from {{ ref('int_account_subscriptions') }}
),

final as (
    select
        int_account_as_of_dates.account_id,
        int_account_as_of_dates.as_of_date,
        int_account_trait_history.acquisition_channel,
        int_account_trait_history.acquisition_campaign,
        int_account_trait_history.industry,
        cast(int_account_trait_history.employee_count as bigint) as employee_count,
        int_account_trait_history.country,
        int_account_trait_history.tech_stack,
        int_account_trait_history.partner,
        int_account_trait_history.contract_tier,
        int_account_trait_history.owner,
        cast(int_account_trait_history.renewal_date as date) as renewal_date,
        cast(
            {{ dbt.datediff(
                'int_account_as_of_dates.as_of_date',
                'cast(int_account_trait_history.renewal_date as date)',
                'day'
            ) }} as bigint
        ) as days_to_renewal,
        case
            when int_account_as_of_dates.as_of_date >= int_recorded_since.subscriptions_since
                then int_account_status.account_status
        end as account_status,
        int_account_as_of_dates.tenure_days,
        int_account_subscriptions.plan_id,
        int_account_subscriptions.plan_tier,
        int_account_users.is_contactable
    from int_account_as_of_dates
    cross join int_recorded_since
    left join int_account_trait_history
        on
            int_account_as_of_dates.account_id = int_account_trait_history.account_id
            and int_account_as_of_dates.as_of_date >= int_account_trait_history.valid_from
            and (
                int_account_trait_history.valid_to is null
                or int_account_as_of_dates.as_of_date < int_account_trait_history.valid_to
            )
    left join int_account_users
        on
            int_account_as_of_dates.account_id = int_account_users.account_id
            and int_account_as_of_dates.as_of_date = int_account_users.as_of_date
    left join int_account_status
        on
            int_account_as_of_dates.account_id = int_account_status.account_id
            and int_account_as_of_dates.as_of_date >= int_account_status.valid_from
            and (
                int_account_status.valid_to is null
                or int_account_as_of_dates.as_of_date < int_account_status.valid_to
            )
    left join int_account_subscriptions
        on
            int_account_as_of_dates.account_id = int_account_subscriptions.account_id
            and int_account_as_of_dates.as_of_date = int_account_subscriptions.as_of_date
)

select * from final
