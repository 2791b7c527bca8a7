with

int_accounts_checked as (
    select * from {{ ref('int_accounts_checked') }}
    where rejected_because is null
),

int_subscription_mrr as (
    select * from {{ ref('int_subscription_mrr') }}
),

int_months as (
    select * from {{ ref('int_months') }}
),

int_accounts_mrr_by_month as (
    select * from {{ ref('int_accounts_mrr_by_month') }}
),

int_accounts_payment_dates as (
    select * from {{ ref('int_accounts_payment_dates') }}
),

int_account_status as (
    select * from {{ ref('int_account_status') }}
),

first_dates as (
    select
        account_id,
        cast(created_at as date) as first_date
    from int_accounts_checked
    union all
    select
        account_id,
        valid_from as first_date
    from int_subscription_mrr
),

account_starts as (
    select
        account_id,
        min(first_date) as first_date
    from first_dates
    group by account_id
),

account_months as (
    select
        account_starts.account_id,
        int_months.kpi_month,
        int_months.start_date,
        int_months.month_end_date,
        int_months.is_complete
    from account_starts
    inner join int_months on account_starts.first_date <= int_months.month_end_date
),

account_month_states as (
    select
        account_months.*,
        int_account_status.account_status as status_end,
        int_account_status.is_past_due as is_past_due_end,
        coalesce(int_accounts_payment_dates.first_paid_date <= account_months.start_date, false)
            as has_paid_before,
        coalesce(mrr.mrr_start, 0) as mrr_start,
        coalesce(mrr.mrr_start_at_end_rates, 0) as mrr_start_at_end_rates,
        coalesce(mrr.mrr_start_at_rates_11_months_later, 0) as mrr_start_at_rates_11_months_later,
        coalesce(mrr.mrr_end, 0) as mrr_end,
        coalesce(mrr.mrr_end_at_start_rates, 0) as mrr_end_at_start_rates
    from account_months
    left join int_accounts_mrr_by_month as mrr
        on
            account_months.account_id = mrr.account_id
            and account_months.kpi_month = mrr.kpi_month
    left join int_accounts_payment_dates
        on account_months.account_id = int_accounts_payment_dates.account_id
    left join int_account_status
        on
            account_months.account_id = int_account_status.account_id
            and account_months.month_end_date >= int_account_status.valid_from
            and (
                int_account_status.valid_to is null
                or account_months.month_end_date < int_account_status.valid_to
            )
),

with_kinds as (
    select
        *,
        lag(status_end) over account_history as status_start,
        coalesce(lag(mrr_start, 11) over account_history, 0) as mrr_12_months_ago,
        coalesce(lag(mrr_start_at_rates_11_months_later, 11) over account_history, 0)
            as mrr_12_months_ago_at_end_rates,
        case
            when mrr_start = 0 and mrr_end = 0 then 'none'
            when mrr_start = 0 and has_paid_before then 'reactivation'
            when mrr_start = 0 then 'new'
            when mrr_end = 0 then 'churn'
            when mrr_end_at_start_rates > mrr_start then 'expansion'
            when mrr_end_at_start_rates < mrr_start then 'contraction'
            else 'none'
        end as movement_type
    from account_month_states
    window account_history as (partition by account_id order by kpi_month)
),

final as (
    select
        account_id,
        kpi_month,
        month_end_date,
        is_complete,
        status_start,
        status_end,
        is_past_due_end,
        has_paid_before,
        movement_type,
        cast(mrr_start as numeric(18, 2)) as mrr_start,
        cast(mrr_end as numeric(18, 2)) as mrr_end,
        cast(mrr_start_at_end_rates as numeric(18, 2)) as mrr_start_at_end_rates,
        cast(mrr_12_months_ago as numeric(18, 2)) as mrr_12_months_ago,
        cast(mrr_12_months_ago_at_end_rates as numeric(18, 2)) as mrr_12_months_ago_at_end_rates,
        cast(case when movement_type = 'new' then mrr_end else 0 end as numeric(18, 2)) as mrr_new,
        cast(case when movement_type = 'reactivation' then mrr_end else 0 end as numeric(18, 2))
            as mrr_reactivation,
        cast(
            case
                when movement_type = 'expansion' then mrr_end_at_start_rates - mrr_start else 0
            end as numeric(18, 2)
        ) as mrr_expansion,
        cast(
            case
                when movement_type = 'contraction' then mrr_start - mrr_end_at_start_rates else 0
            end as numeric(18, 2)
        ) as mrr_contraction,
        cast(case when movement_type = 'churn' then mrr_start else 0 end as numeric(18, 2))
            as mrr_churn,
        cast(
            case
                when mrr_start > 0 and mrr_end > 0 then mrr_end - mrr_end_at_start_rates else 0
            end as numeric(18, 2)
        ) as mrr_fx,
        mrr_start > 0 as is_paying_start,
        mrr_end > 0 as is_paying_end,
        mrr_start > 0 and mrr_end = 0 as is_churned
    from with_kinds
)

select * from final
