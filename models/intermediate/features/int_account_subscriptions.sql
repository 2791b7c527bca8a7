-- A subscription is in force unless it is cancelled, or past due for longer than the grace. Of
-- several, the one that pays most is the main one: its plan is the account's plan.
with

int_account_as_of_dates as (
    select * from {{ ref('int_account_as_of_dates') }}
),

int_open_as_of_windows as (
    select * from {{ ref('int_open_as_of_windows') }}
),

int_subscription_mrr as (
    select * from {{ ref('int_subscription_mrr') }}
    where is_counted or status in ('trialing', 'paused')
),

int_exchange_rates_monthly as (
    select * from {{ ref('int_exchange_rates_monthly') }}
),

int_plans_checked as (
    select * from {{ ref('int_plans_checked') }}
    where rejected_because is null
),

states_in_force as (
    select
        int_account_as_of_dates.account_id,
        int_account_as_of_dates.as_of_date,
        int_subscription_mrr.plan_id,
        int_subscription_mrr.billing_interval,
        int_subscription_mrr.cancel_requested_at < int_open_as_of_windows.ends_before
            as is_cancel_requested,
        case
            when int_subscription_mrr.status = 'trialing' then int_subscription_mrr.trial_ends_at
        end as running_trial_ends_at,
        row_number() over (
            partition by int_account_as_of_dates.account_id, int_account_as_of_dates.as_of_date
            order by
                case when int_subscription_mrr.is_counted then 0 else 1 end asc,
                int_subscription_mrr.mrr_local * coalesce(int_exchange_rates_monthly.rate, 1) desc,
                case when int_subscription_mrr.status = 'paused' then 1 else 0 end asc,
                int_subscription_mrr.valid_from desc,
                {{ in_byte_order('int_subscription_mrr.subscription_id') }} asc
        ) as place
    from int_account_as_of_dates
    inner join int_open_as_of_windows
        on int_account_as_of_dates.as_of_date = int_open_as_of_windows.as_of_date
    inner join int_subscription_mrr
        on
            int_account_as_of_dates.account_id = int_subscription_mrr.account_id
            and int_account_as_of_dates.as_of_date >= int_subscription_mrr.valid_from
            and (
                int_subscription_mrr.valid_to is null
                or int_account_as_of_dates.as_of_date < int_subscription_mrr.valid_to
            )
    left join int_exchange_rates_monthly
        on
            int_subscription_mrr.currency = int_exchange_rates_monthly.currency
            and int_account_as_of_dates.as_of_date >= int_exchange_rates_monthly.valid_from
            and (
                int_exchange_rates_monthly.valid_to is null
                or int_account_as_of_dates.as_of_date < int_exchange_rates_monthly.valid_to
            )
),

accounts_in_force as (
    select
        account_id,
        as_of_date,
        max(case when place = 1 then plan_id end) as plan_id,
        max(case when place = 1 then billing_interval end) as billing_interval,
        coalesce(bool_or(is_cancel_requested), false) as is_cancel_requested,
        max(running_trial_ends_at) as running_trial_ends_at
    from states_in_force
    group by account_id, as_of_date
),

final as (
    select
        accounts_in_force.account_id,
        accounts_in_force.as_of_date,
        accounts_in_force.plan_id,
        int_plans_checked.tier as plan_tier,
        int_plans_checked.seat_limit,
        int_plans_checked.usage_limit,
        int_plans_checked.usage_metric,
        int_plans_checked.usage_period,
        accounts_in_force.billing_interval,
        accounts_in_force.is_cancel_requested,
        accounts_in_force.running_trial_ends_at
    from accounts_in_force
    left join int_plans_checked
        on accounts_in_force.plan_id = int_plans_checked.plan_id
)

select * from final
