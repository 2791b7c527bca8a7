{{ config(enabled=supplies('stripe', 'subscriptions')) }}

with

subscription as (
    select * from {{ stripe_table('subscription') }}
),

subscription_history as (
    select * from {{ stripe_table('subscription_history') }}
    where history_from is not null
),

base_stripe__invoices as (
    select * from {{ ref('base_stripe__invoices') }}
),

versions as (
    select
        id,
        customer_id,
        status,
        created,
        start_date,
        trial_end,
        current_period_start,
        canceled_at,
        ended_at,
        cancellation_details_feedback,
        cancellation_details_reason,
        unreadable_cells,
        cast(null as timestamp) as history_from
    from subscription
    where
        not exists (
            select 1 from subscription_history
            where subscription_history.id = subscription.id
        )
    union all
    select
        id,
        customer_id,
        status,
        created,
        start_date,
        trial_end,
        current_period_start,
        canceled_at,
        ended_at,
        cancellation_details_feedback,
        cancellation_details_reason,
        unreadable_cells,
        history_from
    from subscription_history
),

last_paid_invoices as (
    select
        subscription_id,
        max(issued_at) as last_paid_at
    from base_stripe__invoices
    where status = 'paid'
    group by subscription_id
),

-- What was left unpaid before a later invoice was paid says nothing of today.
unpaid_invoices as (
    select
        base_stripe__invoices.subscription_id,
        min(base_stripe__invoices.issued_at) as unpaid_since
    from base_stripe__invoices
    left join last_paid_invoices
        on base_stripe__invoices.subscription_id = last_paid_invoices.subscription_id
    where
        base_stripe__invoices.status in ('open', 'uncollectible')
        and (
            last_paid_invoices.last_paid_at is null
            or base_stripe__invoices.issued_at > last_paid_invoices.last_paid_at
        )
    group by base_stripe__invoices.subscription_id
),

numbered as (
    select
        *,
        row_number() over same_subscription as version_number,
        lead(history_from) over same_subscription as next_version_from,
        max(coalesce(ended_at, case when status = 'canceled' then canceled_at end)) over (
            partition by id
        ) as over_at
    from versions
    window same_subscription as (
        partition by id
        order by history_from, created, {{ in_byte_order('status') }}
    )
),

final as (
    select
        trim(numbered.id) as subscription_id,
        trim(numbered.customer_id) as customer_id,
        numbered.version_number,
        lower(trim(numbered.status)) as status,
        case
            when numbered.version_number = 1 or numbered.history_from is null
                then coalesce(numbered.start_date, numbered.created)
            else numbered.history_from
        end as holds_from,
        numbered.next_version_from as holds_until,
        numbered.trial_end as trial_ends_at,
        numbered.canceled_at as cancel_requested_at,
        numbered.over_at as ended_at,
        coalesce(unpaid_invoices.unpaid_since, numbered.current_period_start) as unpaid_since,
        unpaid_invoices.unpaid_since is not null as has_unpaid_invoice,
        coalesce(
            numbered.cancellation_details_feedback, numbered.cancellation_details_reason
        ) as cancel_reason,
        numbered.unreadable_cells
    from numbered
    left join unpaid_invoices on trim(numbered.id) = unpaid_invoices.subscription_id
)

select * from final
