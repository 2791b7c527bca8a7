with

int_account_as_of_dates as (
    select * from {{ ref('int_account_as_of_dates') }}
),

int_account_payments as (
    select * from {{ ref('int_account_payments') }}
),

int_account_invoice_loads as (
    select * from {{ ref('int_account_invoice_loads') }}
),

int_account_status as (
    select * from {{ ref('int_account_status') }}
),

int_recorded_since as (
    select * from {{ ref('int_recorded_since') }}
),

int_rate_priors as (
    select * from {{ ref('int_rate_priors') }}
    where entity = 'account' and rate = 'payment_success'
),

parts as (
    select
        int_account_as_of_dates.account_id,
        int_account_as_of_dates.as_of_date,
        case
            when int_account_as_of_dates.as_of_date >= int_recorded_since.payments_since
                then coalesce(int_account_payments.failed_payments_90d, 0)
        end as failed_payments_90d,
        {{ shrink(
            'int_account_payments.successful_payments_180d',
            'int_account_payments.payments_180d',
            'int_rate_priors'
        ) }} as payment_success,
        cast(int_account_invoice_loads.amount_paid_180d as double precision)
        / nullif(int_account_invoice_loads.amount_due_180d, 0) as paid_share,
        case
            when int_account_as_of_dates.as_of_date >= int_recorded_since.subscriptions_since
                then int_account_status.is_past_due
        end as is_past_due,
        int_account_status.account_status = 'free' as has_never_subscribed
    from int_account_as_of_dates
    cross join int_recorded_since
    left join int_account_status
        on
            int_account_as_of_dates.account_id = int_account_status.account_id
            and int_account_as_of_dates.as_of_date >= int_account_status.valid_from
            and (
                int_account_status.valid_to is null
                or int_account_as_of_dates.as_of_date < int_account_status.valid_to
            )
    left join int_account_payments
        on
            int_account_as_of_dates.account_id = int_account_payments.account_id
            and int_account_as_of_dates.as_of_date = int_account_payments.as_of_date
    left join int_account_invoice_loads
        on
            int_account_as_of_dates.account_id = int_account_invoice_loads.account_id
            and int_account_as_of_dates.as_of_date >= int_account_invoice_loads.valid_from
            and (
                int_account_invoice_loads.valid_to is null
                or int_account_as_of_dates.as_of_date < int_account_invoice_loads.valid_to
            )
    left join int_rate_priors
        on int_account_as_of_dates.as_of_date = int_rate_priors.as_of_date
),

scored as (
    select
        *,
        case
            when has_never_subscribed then null
            when is_past_due then cast(0 as double precision)
            when not is_past_due then cast(1 as double precision)
        end as standing
    from parts
),

final as (
    select
        account_id,
        as_of_date,
        failed_payments_90d,
        is_past_due,
        (
            coalesce(payment_success, 0) + coalesce(paid_share, 0) + coalesce(standing, 0)
        ) / nullif(
            case when payment_success is null then 0 else 1 end
            + case when paid_share is null then 0 else 1 end
            + case when standing is null then 0 else 1 end,
            0
        ) as billing_health
    from scored
)

select * from final
