with

int_accounts_mrr_changes as (
    select * from {{ ref('int_accounts_mrr_changes') }}
),

with_totals as (
    select
        *,
        cast(
            sum(commercial_change + fx_change) over (
                partition by account_id
                order by change_date
                rows between unbounded preceding and current row
            ) as numeric(18, 2)
        ) as mrr_after,
        commercial_change + fx_change as total_change
    from int_accounts_mrr_changes
),

with_history as (
    select
        *,
        mrr_after - total_change as mrr_before,
        coalesce(
            max(mrr_after) over (
                partition by account_id
                order by change_date
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) > 0 as has_paid_before
    from with_totals
),

commercial_movements as (
    select
        account_id,
        change_date as movement_date,
        mrr_before,
        changed_at,
        1 as movement_order,
        case
            when mrr_before = 0 and has_paid_before then 'reactivation'
            when mrr_before = 0 then 'new'
            when mrr_after = 0 then 'churn'
            when commercial_change > 0 then 'expansion'
            else 'contraction'
        end as movement_type,
        case
            when mrr_before = 0 or mrr_after = 0 then total_change
            else commercial_change
        end as mrr_change
    from with_history
    where commercial_change <> 0 or mrr_before = 0 or mrr_after = 0
),

fx_movements as (
    select
        account_id,
        change_date as movement_date,
        mrr_before + commercial_change as mrr_before,
        cast(change_date as timestamp) as changed_at,
        2 as movement_order,
        'fx' as movement_type,
        fx_change as mrr_change
    from with_history
    where fx_change <> 0 and mrr_before <> 0 and mrr_after <> 0
),

movements as (
    select * from commercial_movements
    union all
    select * from fx_movements
),

final as (
    select
        account_id,
        movement_date,
        movement_order,
        movement_type,
        changed_at,
        cast(mrr_before as numeric(18, 2)) as mrr_before,
        cast(mrr_change as numeric(18, 2)) as mrr_change,
        cast(mrr_before + mrr_change as numeric(18, 2)) as mrr_after
    from movements
    where mrr_change <> 0
)

select * from final
