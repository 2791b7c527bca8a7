-- An invoice is read as the price of one billing period that begins when it is issued, and divided
-- to a month exactly as the amount of its subscription is; so an annual invoice speaks for twelve
-- months.
with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_invoices_checked as (
    select * from {{ ref('int_invoices_checked') }}
    where rejected_because is null
),

int_subscription_mrr as (
    select * from {{ ref('int_subscription_mrr') }}
),

int_billing_intervals as (
    select * from {{ ref('int_billing_intervals') }}
),

invoices as (
    select
        int_invoices_checked.invoice_id,
        int_invoices_checked.account_id,
        int_invoices_checked.subscription_id,
        coalesce(int_invoices_checked.currency, '{{ var("reporting_currency") }}') as currency,
        cast(int_invoices_checked.amount_due as numeric(20, 4)) as amount_due,
        int_invoices_checked.status <> 'paid' as is_unpaid,
        cast(int_invoices_checked.issued_at as date) as issued_date
    from int_invoices_checked
    inner join int_run on cast(int_invoices_checked.issued_at as date) <= int_run.as_of_date
    where int_invoices_checked.status in ('open', 'paid', 'uncollectible')
),

-- The billing period is that of the invoice's subscription (without one, the account's largest) in
-- the state at the end of the day of issue, else in the state before, else in the next.
states_of_invoices as (
    select
        invoices.*,
        int_subscription_mrr.subscription_id as billed_subscription_id,
        int_subscription_mrr.billing_interval,
        int_subscription_mrr.billing_interval_count,
        row_number() over (
            partition by invoices.invoice_id
            order by
                case
                    when int_subscription_mrr.valid_from > invoices.issued_date then 3
                    when int_subscription_mrr.valid_to <= invoices.issued_date then 2
                    else 1
                end,
                case
                    when invoices.subscription_id is null
                        then -1 * int_subscription_mrr.monthly_amount_local
                end,
                case
                    when int_subscription_mrr.valid_from > invoices.issued_date
                        then {{ dbt.datediff(
                            'invoices.issued_date', 'int_subscription_mrr.valid_from', 'day'
                        ) }}
                    else {{ dbt.datediff(
                        'int_subscription_mrr.valid_from', 'invoices.issued_date', 'day'
                    ) }}
                end,
                int_subscription_mrr.subscription_id
        ) as place
    from invoices
    left join int_subscription_mrr
        on
            invoices.account_id = int_subscription_mrr.account_id
            and invoices.currency = int_subscription_mrr.currency
            and coalesce(invoices.subscription_id, int_subscription_mrr.subscription_id)
            = int_subscription_mrr.subscription_id
),

final as (
    select
        states_of_invoices.invoice_id,
        states_of_invoices.account_id,
        states_of_invoices.currency,
        states_of_invoices.billed_subscription_id,
        states_of_invoices.issued_date,
        states_of_invoices.is_unpaid,
        states_of_invoices.amount_due,
        {{ divide_to_cents(
            'states_of_invoices.amount_due * int_billing_intervals.month_multiplier',
            'int_billing_intervals.month_divisor * states_of_invoices.billing_interval_count'
        ) }} as monthly_amount_local,
        cast(
            {{ dbt.dateadd(
                'day',
                'int_billing_intervals.interval_days * states_of_invoices.billing_interval_count',
                dbt.dateadd(
                    'month',
                    'int_billing_intervals.interval_months'
                    ~ ' * states_of_invoices.billing_interval_count',
                    'states_of_invoices.issued_date'
                )
            ) }} as date
        ) as period_end_date
    from states_of_invoices
    left join int_billing_intervals
        on states_of_invoices.billing_interval = int_billing_intervals.billing_interval
    where states_of_invoices.place = 1
)

select * from final
