with

int_account_mrr_movements as (
    select * from {{ ref('int_account_mrr_movements') }}
),

daily_changes as (
    select
        account_id,
        movement_date,
        sum(mrr_change) as mrr_change,
        max(changed_at) as changed_at
    from int_account_mrr_movements
    group by account_id, movement_date
),

periods as (
    select
        account_id,
        cast(
            sum(mrr_change) over (
                partition by account_id
                order by movement_date
                rows between unbounded preceding and current row
            ) as numeric(18, 2)
        ) as mrr,
        changed_at,
        movement_date as valid_from,
        lead(movement_date) over (partition by account_id order by movement_date) as valid_to
    from daily_changes
),

with_lengths as (
    select
        *,
        {{ dbt.datediff('valid_from', 'valid_to', 'day') }}
            as period_days
    from periods
),

final as (
    select
        account_id,
        mrr,
        changed_at,
        valid_from,
        valid_to,
        cast(
            coalesce(sum(mrr * period_days) over account_before, 0) as numeric(24, 2)
        ) as mrr_days_before,
        cast(
            coalesce(sum(case when mrr > 0 then period_days else 0 end) over account_before, 0)
            as bigint
        ) as paid_days_before,
        cast(max(mrr) over account_so_far as numeric(18, 2)) as peak_mrr
    from with_lengths
    window
        account_so_far as (
            partition by account_id
            order by valid_from
            rows between unbounded preceding and current row
        ),
        account_before as (
            partition by account_id
            order by valid_from
            rows between unbounded preceding and 1 preceding
        )
)

select * from final
