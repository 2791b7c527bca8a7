with

int_account_as_of_dates as (
    select * from {{ ref('int_account_as_of_dates') }}
),

int_recorded_since as (
    select * from {{ ref('int_recorded_since') }}
),

int_account_revenue as (
    select * from {{ ref('int_account_revenue') }}
),

int_account_mrr_comparisons as (
    select * from {{ ref('int_account_mrr_comparisons') }}
),

int_account_subscriptions as (
    select * from {{ ref('int_account_subscriptions') }}
),

int_account_billing_health as (
    select * from {{ ref('int_account_billing_health') }}
),

int_trials as (
    select * from {{ ref('int_trials') }}
),

trials as (
    select
        int_account_as_of_dates.account_id,
        int_account_as_of_dates.as_of_date,
        max(int_trials.trial_started_at) as trial_started_at
    from int_account_as_of_dates
    inner join int_trials
        on
            int_account_as_of_dates.account_id = int_trials.account_id
            and int_account_as_of_dates.as_of_date >= cast(int_trials.trial_started_at as date)
    group by int_account_as_of_dates.account_id, int_account_as_of_dates.as_of_date
),

final as (
    select
        int_account_as_of_dates.account_id,
        int_account_as_of_dates.as_of_date,
        case
            when int_account_as_of_dates.as_of_date >= int_recorded_since.subscriptions_since
                then cast(coalesce(int_account_revenue.mrr, 0) as numeric(18, 2))
        end as mrr,
        int_account_mrr_comparisons.mrr
        / nullif(int_account_mrr_comparisons.mrr_90_days_before, 0)
        - 1 as mrr_change_90d,
        case
            when int_account_as_of_dates.as_of_date >= int_recorded_since.subscriptions_since
                then cast(coalesce(int_account_revenue.peak_mrr, 0) as numeric(18, 2))
        end as peak_mrr,
        case
            when int_account_mrr_comparisons.mrr > 0
                then
                    int_account_mrr_comparisons.discount_mrr
                    / (int_account_mrr_comparisons.mrr + int_account_mrr_comparisons.discount_mrr)
        end as discount_share,
        int_account_subscriptions.billing_interval = 'year' as is_annual,
        case
            when int_account_as_of_dates.as_of_date >= int_recorded_since.subscriptions_since
                then cast(floor(coalesce(int_account_revenue.paid_days, 0) * 12 / 365.25) as bigint)
        end as paid_months,
        int_account_billing_health.is_past_due,
        int_account_billing_health.failed_payments_90d,
        int_account_billing_health.billing_health,
        int_account_subscriptions.is_cancel_requested,
        cast(
            {{ dbt.datediff(
                'int_account_as_of_dates.as_of_date',
                'cast(int_account_subscriptions.running_trial_ends_at as date)',
                'day'
            ) }} as bigint
        ) as trial_days_left,
        cast(
            {{ dbt.datediff(
                'cast(trials.trial_started_at as date)',
                'int_account_as_of_dates.as_of_date',
                'day'
            ) }} as bigint
        ) as days_since_trial_started
    from int_account_as_of_dates
    cross join int_recorded_since
    inner join int_account_billing_health
        on
            int_account_as_of_dates.account_id = int_account_billing_health.account_id
            and int_account_as_of_dates.as_of_date = int_account_billing_health.as_of_date
    left join int_account_revenue
        on
            int_account_as_of_dates.account_id = int_account_revenue.account_id
            and int_account_as_of_dates.as_of_date = int_account_revenue.as_of_date
    left join int_account_mrr_comparisons
        on
            int_account_as_of_dates.account_id = int_account_mrr_comparisons.account_id
            and int_account_as_of_dates.as_of_date = int_account_mrr_comparisons.as_of_date
    left join int_account_subscriptions
        on
            int_account_as_of_dates.account_id = int_account_subscriptions.account_id
            and int_account_as_of_dates.as_of_date = int_account_subscriptions.as_of_date
    left join trials
        on
            int_account_as_of_dates.account_id = trials.account_id
            and int_account_as_of_dates.as_of_date = trials.as_of_date
)

select * from final
