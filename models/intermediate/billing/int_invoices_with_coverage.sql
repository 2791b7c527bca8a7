with

int_invoices_priced_by_month as (
    select * from {{ ref('int_invoices_priced_by_month') }}
    where billed_subscription_id is not null
),

int_subscription_mrr as (
    select * from {{ ref('int_subscription_mrr') }}
),

issue_dates as (
    select distinct
        account_id,
        currency,
        billed_subscription_id,
        issued_date
    from int_invoices_priced_by_month
),

issue_dates_with_next as (
    select
        *,
        lead(issued_date) over (
            partition by account_id, currency, billed_subscription_id order by issued_date
        ) as next_issued_date
    from issue_dates
),

ends_of_counting as (
    select
        subscription_id,
        max(coalesce(valid_to, cast('9999-12-31' as date))) as counted_until
    from int_subscription_mrr
    where is_counted
    group by subscription_id
),

-- A period ends where the next invoice takes over, if that comes a few days early or late; the last
-- one waits as long for its successor, unless the subscription has ended.
final as (
    select
        int_invoices_priced_by_month.invoice_id,
        int_invoices_priced_by_month.account_id,
        int_invoices_priced_by_month.currency,
        int_invoices_priced_by_month.is_unpaid,
        int_invoices_priced_by_month.monthly_amount_local,
        int_invoices_priced_by_month.issued_date,
        case
            when
                issue_dates_with_next.next_issued_date
                between {{ dbt.dateadd(
                    'day', -var('invoice_timing_days'),
                    'int_invoices_priced_by_month.period_end_date'
                ) }}
                and {{ dbt.dateadd(
                    'day', var('invoice_timing_days'),
                    'int_invoices_priced_by_month.period_end_date'
                ) }}
                then issue_dates_with_next.next_issued_date
            when
                issue_dates_with_next.next_issued_date is null
                and ends_of_counting.counted_until > int_invoices_priced_by_month.period_end_date
                then least(
                    ends_of_counting.counted_until,
                    cast(
                        {{ dbt.dateadd(
                            'day', var('invoice_timing_days'),
                            'int_invoices_priced_by_month.period_end_date'
                        ) }} as date
                    )
                )
            else int_invoices_priced_by_month.period_end_date
        end as covered_until_date
    from int_invoices_priced_by_month
    inner join issue_dates_with_next
        on
            int_invoices_priced_by_month.account_id = issue_dates_with_next.account_id
            and int_invoices_priced_by_month.currency = issue_dates_with_next.currency
            and int_invoices_priced_by_month.billed_subscription_id
            = issue_dates_with_next.billed_subscription_id
            and int_invoices_priced_by_month.issued_date = issue_dates_with_next.issued_date
    left join ends_of_counting
        on int_invoices_priced_by_month.billed_subscription_id = ends_of_counting.subscription_id
)

select * from final
