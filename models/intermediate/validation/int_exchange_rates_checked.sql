with

stg_billing__exchange_rates as (
    select * from {{ ref('stg_billing__exchange_rates') }}
),

judged_alone as (
    select
        *,
        {{ row_as_json('stg_billing__exchange_rates') }} as row_as_json,
        coalesce(
            'unreadable_value: ' || unreadable_cells,
            {{ missing_value([
                'rate_date', 'from_currency', 'to_currency', 'rate'
            ]) }}
        ) as unusable,
        coalesce(
            {{ impossible_time(['rate_date']) }},
            case
                when rate <= 0
                    then concat(
                        'negative_value: rate is ', cast(rate as varchar), ', expected: above 0'
                    )
            end
        ) as fault
    from stg_billing__exchange_rates
),

compared_by_key as (
    select
        *,
        row_number() over same_key as place_in_key,
        first_value(row_as_json) over same_key as kept_row
    from judged_alone
    window same_key as (
        partition by rate_date, from_currency, to_currency
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
        rate_date,
        from_currency,
        to_currency,
        rate,
        unreadable_cells,
        {{ verdict_columns('verdict') }}
    from verdicts
)

select * from final
