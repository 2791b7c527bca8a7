with

stg_billing__subscriptions as (
    select * from {{ ref('stg_billing__subscriptions') }}
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
        stg_billing__subscriptions.*,
        known_accounts.known_account_id,
        known_currencies.known_currency
    from stg_billing__subscriptions
    left join known_accounts
        on stg_billing__subscriptions.account_id = known_accounts.known_account_id
    left join known_currencies
        on stg_billing__subscriptions.currency = known_currencies.known_currency
),

judged_alone as (
    select
        *,
        {{ row_as_json('with_references') }} as row_as_json,
        coalesce(
            'unreadable_value: ' || unreadable_cells,
            {{ missing_value([
                    'subscription_id', 'account_id', 'status', 'amount', 'billing_interval', 'valid_from'
                ]) }}
        ) as unusable,
        case
            when currency <> '{{ var('reporting_currency') }}' and known_currency is null
                then concat(
                    'unknown_currency: no exchange rate from ', currency,
                    ' to {{ var('reporting_currency') }}'
                )
        end as unconvertible,
        coalesce(
            {{ impossible_time(['valid_from', 'cancel_requested_at']) }},
            {{ too_large('amount') }},
            {{ too_large('quantity') }},
            {{ unknown_value('status', ['trialing', 'active', 'past_due', 'paused', 'canceled']) }},
            {{ unknown_value('billing_interval', ['week', 'month', 'quarter', 'year']) }},
            {{ too_small('amount') }},
            {{ too_small('billing_interval_count', 1) }},
            {{ too_small('quantity') }},
            {{ too_small('discount_amount') }},
            case
                when discount_amount > amount
                    then concat(
                        'negative_value: discount_amount ', cast(discount_amount as varchar),
                        ' is above amount ', cast(amount as varchar)
                    )
            end,
            {{ ends_before_start('valid_from', 'valid_to') }},
            case
                when known_account_id is null
                    then concat('orphan_account: no accepted account ', account_id)
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
        partition by subscription_id, valid_from
        order by
            case when unusable is null then 0 else 1 end,
            case when fault is null and unconvertible is null then 0 else 1 end,
            row_as_json
    )
),

sorted_out as (
    select
        *,
        coalesce(unusable, {{ duplicate() }}, fault) as verdict_so_far,
        coalesce(valid_to, cast('9999-12-31' as timestamp)) as ends_at
    from compared_by_key
),

-- Of overlapping states the one that began first stays. One that overlaps only states that are
-- rejected themselves stays too, so each round looks again at what the rounds before it left:
-- what begins after everything earlier is settled, what begins within a settled state is out.
left_0 as (
    select
        subscription_id,
        valid_from,
        ends_at
    from sorted_out
    where verdict_so_far is null and unconvertible is null
),

{% for round in [1, 2, 3] -%}
compared_{{ round }} as (
    select
        *,
        coalesce(max(ends_at) over earlier, valid_from) <= valid_from as is_settled
    from left_{{ round - 1 }}
    window earlier as (
        partition by subscription_id
        order by valid_from
        rows between unbounded preceding and 1 preceding
    )
),

settled_{{ round }} as (
    select
        *,
        max(case when is_settled then ends_at end) over earlier as settled_until
    from compared_{{ round }}
    window earlier as (
        partition by subscription_id
        order by valid_from
        rows between unbounded preceding and 1 preceding
    )
),

left_{{ round }} as (
    select
        subscription_id,
        valid_from,
        ends_at
    from settled_{{ round }}
    where settled_until is null or settled_until <= valid_from
),

{% endfor -%}
verdicts as (
    select
        sorted_out.*,
        coalesce(
            sorted_out.verdict_so_far,
            case
                when sorted_out.unconvertible is null and settled_3.subscription_id is null
                    then concat(
                        'overlapping_states: begins ', cast(sorted_out.valid_from as varchar),
                        ', before an earlier state of the subscription has ended'
                    )
            end,
            sorted_out.unconvertible
        ) as verdict
    from sorted_out
    left join settled_3
        on
            sorted_out.subscription_id = settled_3.subscription_id
            and sorted_out.valid_from = settled_3.valid_from
            and settled_3.is_settled
),

final as (
    select
        subscription_id,
        account_id,
        status,
        amount,
        billing_interval,
        valid_from,
        valid_to,
        plan_id,
        billing_interval_count,
        quantity,
        discount_amount,
        currency,
        trial_ends_at,
        cancel_requested_at,
        cancel_reason,
        unreadable_cells,
        {{ verdict_columns('verdict') }}
    from verdicts
)

select * from final
