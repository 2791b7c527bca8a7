-- Within a month the opening rate holds, so what happens in it is commercial; at the month's last
-- day the currencies that pay before and after are revalued, and that part is fx.
with

int_account_mrr_periods as (
    select * from {{ ref('int_account_mrr_periods') }}
),

int_exchange_rates_monthly as (
    select * from {{ ref('int_exchange_rates_monthly') }}
),

-- Periods without MRR have no value to revalue: only their first day matters.
pieces as (
    select
        int_account_mrr_periods.account_id,
        int_account_mrr_periods.currency,
        int_account_mrr_periods.mrr_local,
        int_exchange_rates_monthly.rate,
        greatest(int_account_mrr_periods.valid_from, int_exchange_rates_monthly.valid_from)
            as change_date,
        case
            when int_account_mrr_periods.valid_from >= int_exchange_rates_monthly.valid_from
                then int_account_mrr_periods.changed_at
            else cast(int_exchange_rates_monthly.valid_from as timestamp)
        end as changed_at
    from int_account_mrr_periods
    left join int_exchange_rates_monthly
        on
            int_account_mrr_periods.currency = int_exchange_rates_monthly.currency
            and (
                int_exchange_rates_monthly.valid_to is null
                or int_account_mrr_periods.valid_from < int_exchange_rates_monthly.valid_to
            )
            and (
                int_account_mrr_periods.valid_from >= int_exchange_rates_monthly.valid_from
                or (
                    int_account_mrr_periods.mrr_local > 0
                    and (
                        int_account_mrr_periods.valid_to is null
                        or int_account_mrr_periods.valid_to > int_exchange_rates_monthly.valid_from
                    )
                )
            )
),

with_state_before as (
    select
        *,
        coalesce(lag(mrr_local) over account_currency, 0) as mrr_local_before,
        lag(rate) over account_currency as rate_before
    from pieces
    window account_currency as (partition by account_id, currency order by change_date)
),

valued as (
    select
        account_id,
        change_date,
        changed_at,
        round(mrr_local * rate, 2) as value_after,
        case
            when mrr_local_before = 0 then cast(0 as numeric(18, 2))
            else round(mrr_local_before * rate_before, 2)
        end as value_before,
        case
            when mrr_local_before = 0 then round(mrr_local * rate, 2)
            else round(mrr_local * rate_before, 2)
        end as value_after_at_rate_before
    from with_state_before
),

daily_changes as (
    select
        account_id,
        change_date,
        cast(sum(value_after_at_rate_before - value_before) as numeric(18, 2))
            as commercial_change,
        cast(sum(value_after - value_after_at_rate_before) as numeric(18, 2)) as fx_change,
        max(changed_at) as changed_at
    from valued
    group by account_id, change_date
),

final as (
    select
        account_id,
        change_date,
        commercial_change,
        fx_change,
        changed_at
    from daily_changes
    where commercial_change <> 0 or fx_change <> 0
)

select * from final
