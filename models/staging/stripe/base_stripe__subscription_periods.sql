{{ config(
    enabled=supplies('stripe', 'subscriptions'), materialized='table', tags=['near_real_time']
) }}

-- Stripe's tables hold what is true now. When that began follows from the dates that stand beside
-- it: each of them cuts the time that a version of the subscription holds into periods.
with

versions as (
    select * from {{ ref('base_stripe__subscription_versions') }}
),

items as (
    select * from {{ ref('base_stripe__subscription_items') }}
),

discounts as (
    select * from {{ ref('base_stripe__discounts') }}
),

dates_of_versions as (
    select
        subscription_id,
        version_number,
        holds_from as cut_at
    from versions
    union all
    select
        subscription_id,
        version_number,
        trial_ends_at as cut_at
    from versions
    where status <> 'trialing'
    union all
    select
        subscription_id,
        version_number,
        cancel_requested_at as cut_at
    from versions
    union all
    select
        subscription_id,
        version_number,
        ended_at as cut_at
    from versions
    union all
    select
        subscription_id,
        version_number,
        unpaid_since as cut_at
    from versions
    where
        status in ('past_due', 'unpaid')
        or (status = 'canceled' and has_unpaid_invoice)
),

dates_of_items as (
    select
        subscription_id,
        valid_from as cut_at
    from items
    union all
    select
        subscription_id,
        valid_to as cut_at
    from items
),

dates_of_discounts as (
    select
        discounted_subscription_id as subscription_id,
        valid_from as cut_at
    from discounts
    union all
    select
        discounted_subscription_id as subscription_id,
        valid_to as cut_at
    from discounts
),

dates_of_prices as (
    select
        versions.subscription_id,
        versions.version_number,
        dates_of_items.cut_at
    from versions
    inner join dates_of_items on versions.subscription_id = dates_of_items.subscription_id
    union all
    select
        versions.subscription_id,
        versions.version_number,
        dates_of_discounts.cut_at
    from versions
    inner join dates_of_discounts
        on versions.subscription_id = dates_of_discounts.subscription_id
),

cuts as (
    select * from dates_of_versions
    union
    select * from dates_of_prices
),

cuts_within as (
    select
        versions.*,
        cuts.cut_at as valid_from
    from versions
    inner join cuts
        on
            versions.subscription_id = cuts.subscription_id
            and versions.version_number = cuts.version_number
    where
        cuts.cut_at >= versions.holds_from
        and (versions.holds_until is null or cuts.cut_at < versions.holds_until)
        and (
            versions.ended_at is null
            or cuts.cut_at <= versions.ended_at
            or cuts.cut_at = versions.holds_from
        )
    union all
    -- without a beginning there are no periods, but there is a row to judge
    select
        versions.*,
        versions.holds_from as valid_from
    from versions
    where versions.holds_from is null
),

final as (
    select
        subscription_id,
        customer_id,
        version_number,
        status,
        holds_from,
        holds_until,
        trial_ends_at,
        cancel_requested_at,
        ended_at,
        unpaid_since,
        has_unpaid_invoice,
        cancel_reason,
        unreadable_cells,
        valid_from,
        row_number() over (
            partition by subscription_id, version_number order by valid_from
        ) as period_number,
        coalesce(
            lead(valid_from) over (
                partition by subscription_id, version_number order by valid_from
            ),
            holds_until
        ) as valid_to,
        case
            when ended_at <= valid_from then 'canceled'
            when status in ('incomplete', 'incomplete_expired') then 'canceled'
            when trial_ends_at > valid_from and version_number = 1 then 'trialing'
            when
                status in ('past_due', 'unpaid')
                and version_number = 1
                and unpaid_since > valid_from
                then 'active'
            when status in ('past_due', 'unpaid') then 'past_due'
            when status = 'canceled' and has_unpaid_invoice and unpaid_since <= valid_from
                then 'past_due'
            when status = 'canceled' and ended_at is not null then 'active'
            else status
        end as period_status
    from cuts_within
)

select * from final
