with

stg_marketing__marketing_spend as (
    select * from {{ ref('stg_marketing__marketing_spend') }}
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
        stg_marketing__marketing_spend.*,
        known_currencies.known_currency
    from stg_marketing__marketing_spend
    left join known_currencies
        on stg_marketing__marketing_spend.currency = known_currencies.known_currency
),

judged_alone as (
    select
        *,
        {{ row_as_json('with_references') }} as row_as_json,
        coalesce(
            'unreadable_value: ' || unreadable_cells,
            {{ missing_value(['spend_date', 'channel', 'amount']) }}
        ) as unusable,
        coalesce(
            {{ impossible_time(['spend_date']) }},
            {{ too_large('amount') }},
            {{ too_small('amount') }},
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
        partition by spend_date, channel, campaign, currency
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
        spend_date,
        channel,
        amount,
        campaign,
        currency,
        unreadable_cells,
        {{ verdict_columns('verdict') }}
    from verdicts
)

select * from final
