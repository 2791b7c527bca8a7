-- Of the subscriptions in force, the one that pays most stands for the account.
with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_subscription_mrr as (
    select * from {{ ref('int_subscription_mrr') }}
    where is_counted or status in ('trialing', 'paused')
),

int_exchange_rates_monthly as (
    select * from {{ ref('int_exchange_rates_monthly') }}
    where valid_to is null
),

ranked_subscriptions as (
    select
        int_subscription_mrr.account_id,
        int_subscription_mrr.subscription_id,
        int_subscription_mrr.plan_id,
        int_subscription_mrr.billing_interval,
        int_subscription_mrr.currency,
        row_number() over (
            partition by int_subscription_mrr.account_id
            order by
                case when int_subscription_mrr.is_counted then 0 else 1 end asc,
                int_subscription_mrr.mrr_local * int_exchange_rates_monthly.rate desc,
                case when int_subscription_mrr.status = 'paused' then 1 else 0 end asc,
                int_subscription_mrr.valid_from desc,
                {{ in_byte_order('int_subscription_mrr.subscription_id') }} asc
        ) as place
    from int_subscription_mrr
    cross join int_run
    left join int_exchange_rates_monthly
        on int_subscription_mrr.currency = int_exchange_rates_monthly.currency
    where
        int_subscription_mrr.valid_to is null
        or int_subscription_mrr.valid_to > int_run.as_of_date
),

final as (
    select
        account_id,
        subscription_id,
        plan_id,
        billing_interval,
        currency
    from ranked_subscriptions
    where place = 1
)

select * from final
