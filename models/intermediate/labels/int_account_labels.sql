-- Reads what came after the as-of date, on purpose: labels alone may.
with

int_account_outcomes_ahead as (
    select * from {{ ref('int_account_outcomes_ahead') }}
),

horizons as (
    {%- for horizon in label_horizons() %}
    select
        '{{ horizon['outcome'] }}' as outcome,
        {{ horizon['horizon_days'] }} as horizon_days
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        outcome,
        days_observed as horizon_days
    from int_account_outcomes_ahead
    where 1 = 0
    {%- endfor %}
),

final as (
    select
        int_account_outcomes_ahead.account_id,
        int_account_outcomes_ahead.outcome,
        int_account_outcomes_ahead.as_of_date,
        horizons.horizon_days,
        case
            when int_account_outcomes_ahead.days_observed >= horizons.horizon_days
                then coalesce(
                    int_account_outcomes_ahead.days_to_outcome <= horizons.horizon_days, false
                )
        end as is_positive,
        int_account_outcomes_ahead.days_observed < horizons.horizon_days as is_censored,
        int_account_outcomes_ahead.days_to_outcome,
        int_account_outcomes_ahead.days_observed
    from int_account_outcomes_ahead
    inner join horizons
        on int_account_outcomes_ahead.outcome = horizons.outcome
)

select * from final
