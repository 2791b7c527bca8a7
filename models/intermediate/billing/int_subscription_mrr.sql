-- Grace is measured in whole days from the first of consecutive past_due states: with 30 days, the
-- day it began and the 29 that follow still count.
with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_subscriptions_priced_by_month as (
    select * from {{ ref('int_subscriptions_priced_by_month') }}
),

with_previous_status as (
    select
        *,
        lag(status) over (partition by subscription_id order by valid_from) as previous_status
    from int_subscriptions_priced_by_month
),

with_past_due_since as (
    select
        *,
        case
            when status = 'past_due'
                then max(
                    case
                        when status = 'past_due' and coalesce(previous_status, '') <> 'past_due'
                            then valid_from
                    end
                ) over (
                    partition by subscription_id
                    order by valid_from
                    rows between unbounded preceding and current row
                )
        end as past_due_since
    from with_previous_status
),

with_grace_end as (
    select
        *,
        cast({{ dbt.dateadd('day', var('past_due_grace_days'), 'past_due_since') }} as date)
            as grace_ends_on
    from with_past_due_since
),

within_grace as (
    select
        *,
        valid_from as part_from,
        case
            when grace_ends_on is not null and (valid_to is null or grace_ends_on < valid_to)
                then grace_ends_on
            else valid_to
        end as part_to,
        status in ('active', 'past_due') as is_counted
    from with_grace_end
    where grace_ends_on is null or grace_ends_on > valid_from
),

beyond_grace as (
    select
        *,
        case when grace_ends_on > valid_from then grace_ends_on else valid_from end as part_from,
        valid_to as part_to,
        false as is_counted
    from with_grace_end
    where grace_ends_on is not null and (valid_to is null or grace_ends_on < valid_to)
),

parts as (
    select * from within_grace
    union all
    select * from beyond_grace
),

final as (
    select
        parts.subscription_id,
        parts.account_id,
        parts.plan_id,
        parts.status,
        parts.currency,
        parts.billing_interval,
        parts.billing_interval_count,
        parts.monthly_amount_local,
        parts.is_counted,
        parts.past_due_since,
        parts.cancel_reason,
        parts.trial_ends_at,
        parts.cancel_requested_at,
        parts.part_from as valid_from,
        parts.part_to as valid_to,
        parts.quantity,
        case
            when parts.is_counted then parts.monthly_amount_local
            else cast(0 as numeric(18, 2))
        end as mrr_local,
        case
            when parts.is_counted then parts.monthly_discount_local
            else cast(0 as numeric(18, 2))
        end as discount_mrr_local,
        case
            when parts.part_from = parts.valid_from then parts.started_at
            else cast(parts.part_from as timestamp)
        end as started_at,
        case
            when parts.part_to = parts.valid_to then parts.ended_at
            else cast(parts.part_to as timestamp)
        end as ended_at
    from parts
    cross join int_run
    where parts.part_from <= int_run.as_of_date
)

select * from final
