-- The daily run's verdict on a state holds until it judges it anew, but not what the state said:
-- it may have ended since. New states are let in where they can be read.
with

int_run_current as (
    select * from {{ ref('int_run_current') }}
),

int_accounts_current as (
    select * from {{ ref('int_accounts_current') }}
),

stg_billing__subscriptions as (
    select * from {{ ref('stg_billing__subscriptions') }}
),

int_subscriptions_checked as (
    select * from {{ ref('int_subscriptions_checked') }}
),

verdicts as (
    select
        subscription_id,
        valid_from,
        bool_or(rejected_because is null) as is_accepted
    from int_subscriptions_checked
    group by
        subscription_id,
        valid_from
),

known_states as (
    select
        stg_billing__subscriptions.*,
        -- of several rows of one state the one that has ended is the latest news
        row_number() over (
            partition by
                stg_billing__subscriptions.subscription_id,
                stg_billing__subscriptions.valid_from
            order by
                case when stg_billing__subscriptions.valid_to is null then 1 else 0 end,
                stg_billing__subscriptions.valid_to,
                {{ in_byte_order('stg_billing__subscriptions.status') }},
                stg_billing__subscriptions.amount
        ) as place
    from stg_billing__subscriptions
    inner join int_accounts_current
        on stg_billing__subscriptions.account_id = int_accounts_current.account_id
    inner join int_run_current
        on stg_billing__subscriptions.valid_from <= int_run_current.current_at
    left join verdicts
        on
            stg_billing__subscriptions.subscription_id = verdicts.subscription_id
            and stg_billing__subscriptions.valid_from = verdicts.valid_from
    where
        coalesce(verdicts.is_accepted, true)
        and stg_billing__subscriptions.subscription_id is not null
        and stg_billing__subscriptions.unreadable_cells is null
        and stg_billing__subscriptions.status
        in ('trialing', 'active', 'past_due', 'paused', 'canceled')
        and stg_billing__subscriptions.billing_interval in ('week', 'month', 'quarter', 'year')
        and stg_billing__subscriptions.amount >= stg_billing__subscriptions.discount_amount
        and (
            stg_billing__subscriptions.valid_to is null
            or stg_billing__subscriptions.valid_to >= stg_billing__subscriptions.valid_from
        )
),

with_neighbours as (
    select
        *,
        lead(valid_from) over same_subscription as next_valid_from,
        max(case when status <> 'past_due' then valid_from end) over same_subscription
            as last_in_order_from
    from known_states
    where place = 1
    window same_subscription as (partition by subscription_id order by valid_from)
),

final as (
    select
        subscription_id,
        account_id,
        status,
        plan_id,
        amount - discount_amount as amount,
        billing_interval,
        billing_interval_count,
        currency,
        valid_from,
        -- a state ends when the next one begins, though nobody may have said so yet
        case
            when valid_to is null or next_valid_from < valid_to then next_valid_from
            else valid_to
        end as valid_to,
        trial_ends_at,
        case
            when status = 'past_due'
                then min(case when status = 'past_due' then valid_from end) over (
                    partition by subscription_id, last_in_order_from
                )
        end as past_due_since
    from with_neighbours
)

select * from final
