/*
Fails for each account, currency and month whose MRR at the end is not what the definition says
when it is applied directly: the sum over the subscription states valid at the end of that day that
are active, or past due for at most the grace. The models add up changes; this test looks at days.
*/
with

int_subscriptions_checked as (
    select * from {{ ref('int_subscriptions_checked') }}
    where rejected_because is null
),

int_account_mrr_periods as (
    select * from {{ ref('int_account_mrr_periods') }}
),

int_months as (
    select * from {{ ref('int_months') }}
),

states as (
    select
        *,
        cast(valid_from as date) as first_day,
        cast(valid_to as date) as end_day
    from int_subscriptions_checked
    where valid_to is null or cast(valid_to as date) > cast(valid_from as date)
),

-- The state other than past due that came last before: what is past due has been so since after it.
last_good_states as (
    select
        late.subscription_id,
        late.first_day,
        max(good.first_day) as last_good_day
    from states as late
    inner join states as good
        on
            late.subscription_id = good.subscription_id
            and late.first_day > good.first_day
    where late.status = 'past_due' and good.status <> 'past_due'
    group by late.subscription_id, late.first_day
),

past_due_since as (
    select
        late.subscription_id,
        late.first_day,
        min(earlier.first_day) as since
    from states as late
    inner join states as earlier
        on
            late.subscription_id = earlier.subscription_id
            and late.first_day >= earlier.first_day
    left join last_good_states
        on
            late.subscription_id = last_good_states.subscription_id
            and late.first_day = last_good_states.first_day
    where
        late.status = 'past_due'
        and (
            last_good_states.last_good_day is null
            or earlier.first_day > last_good_states.last_good_day
        )
    group by late.subscription_id, late.first_day
),

by_definition as (
    select
        states.account_id,
        coalesce(states.currency, '{{ var("reporting_currency") }}') as currency,
        int_months.month_end_date,
        sum(
            {{ divide_to_cents(
                "(states.amount - coalesce(states.discount_amount, 0))"
                ~ " * case when states.billing_interval = 'week' then 36525 else 1 end",
                "case states.billing_interval when 'week' then 8400 when 'month' then 1"
                ~ " when 'quarter' then 3 when 'year' then 12 end"
                ~ " * coalesce(states.billing_interval_count, 1)"
            ) }}
        ) as mrr_local
    from int_months
    inner join states
        on
            int_months.month_end_date >= states.first_day
            and (states.end_day is null or int_months.month_end_date < states.end_day)
    left join past_due_since
        on
            states.subscription_id = past_due_since.subscription_id
            and states.first_day = past_due_since.first_day
    where
        states.status = 'active'
        or (
            states.status = 'past_due'
            and {{ dbt.datediff('past_due_since.since', 'int_months.month_end_date', 'day') }}
            < {{ var('past_due_grace_days') }}
        )
    group by
        states.account_id,
        coalesce(states.currency, '{{ var("reporting_currency") }}'),
        int_months.month_end_date
),

by_models as (
    select
        int_account_mrr_periods.account_id,
        int_account_mrr_periods.currency,
        int_months.month_end_date,
        int_account_mrr_periods.mrr_local
    from int_months
    inner join int_account_mrr_periods
        on
            int_months.month_end_date >= int_account_mrr_periods.valid_from
            and (
                int_account_mrr_periods.valid_to is null
                or int_months.month_end_date < int_account_mrr_periods.valid_to
            )
),

final as (
    select
        by_definition.mrr_local as mrr_by_definition,
        by_models.mrr_local as mrr_by_models,
        coalesce(by_definition.account_id, by_models.account_id) as account_id,
        coalesce(by_definition.currency, by_models.currency) as currency,
        coalesce(by_definition.month_end_date, by_models.month_end_date) as month_end_date
    from by_definition
    full outer join by_models
        on
            by_definition.account_id = by_models.account_id
            and by_definition.currency = by_models.currency
            and by_definition.month_end_date = by_models.month_end_date
    where coalesce(by_definition.mrr_local, 0) <> coalesce(by_models.mrr_local, 0)
)

select * from final
