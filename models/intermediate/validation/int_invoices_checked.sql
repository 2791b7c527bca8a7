with

stg_billing__invoices as (
    select * from {{ ref('stg_billing__invoices') }}
),

known_accounts as (
    select account_id as known_account_id
    from {{ ref('int_accounts_checked') }}
    where rejected_because is null
),

known_currencies as (
    select distinct from_currency as known_currency
    from {{ ref('int_exchange_rates_checked') }}
    where
        rejected_because is null
        and to_currency = '{{ var('reporting_currency') }}'
),

with_references as (
    select
        stg_billing__invoices.*,
        known_accounts.known_account_id,
        known_currencies.known_currency
    from stg_billing__invoices
    left join known_accounts
        on stg_billing__invoices.account_id = known_accounts.known_account_id
    left join known_currencies
        on stg_billing__invoices.currency = known_currencies.known_currency
),

judged_alone as (
    select
        *,
        {{ row_as_json('with_references') }} as row_as_json,
        coalesce(
            'unreadable_value: ' || unreadable_cells,
            {{ missing_value([
                    'invoice_id', 'account_id', 'issued_at', 'amount_due', 'status'
                ]) }}
        ) as unusable,
        coalesce(
            {{ impossible_time(['issued_at', 'paid_at']) }},
            {{ too_large('amount_due') }},
            {{ too_large('amount_paid') }},
            {{ too_large('amount_refunded') }},
            {{ unknown_value('status', ['draft', 'open', 'paid', 'void', 'uncollectible']) }},
            {{ too_small('amount_due') }},
            {{ too_small('amount_paid') }},
            {{ too_small('amount_refunded') }},
            {{ ends_before_start('issued_at', 'due_at') }},
            case
                when known_account_id is null
                    then concat('orphan_account: no accepted account ', account_id)
            end,
            case
                when currency <> '{{ var('reporting_currency') }}' and known_currency is null
                    then concat(
                        'unknown_currency: no exchange rate from ', currency,
                        ' to {{ var('reporting_currency') }}'
                    )
            end
        ) as fault
    from with_references
),

compared_by_key as (
    select
        *,
        row_number() over same_key as place_in_key,
        first_value(row_as_json) over same_key as kept_row
    from judged_alone
    window same_key as (
        partition by invoice_id
        order by
            case when unusable is null then 0 else 1 end,
            case when fault is null then 0 else 1 end,
            row_as_json
    )
),

verdicts as (
    select
        *,
        coalesce(unusable, {{ duplicate() }}, fault) as verdict
    from compared_by_key
),

final as (
    select
        invoice_id,
        account_id,
        issued_at,
        amount_due,
        status,
        subscription_id,
        due_at,
        paid_at,
        amount_paid,
        amount_refunded,
        currency,
        unreadable_cells,
        {{ verdict_columns('verdict') }}
    from verdicts
)

select * from final
