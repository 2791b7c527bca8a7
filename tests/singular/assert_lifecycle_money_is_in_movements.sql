/*
Fails for each account whose lifecycle events carry other money than its movements of the same
kinds. Both are read side by side; a difference would make one of them a lie.
*/
with

fct_lifecycle_events as (
    select * from {{ ref('fct_lifecycle_events') }}
),

fct_mrr_movements as (
    select * from {{ ref('fct_mrr_movements') }}
),

of_events as (
    select
        account_id,
        sum(mrr_change) as mrr_change
    from fct_lifecycle_events
    group by account_id
),

of_movements as (
    select
        account_id,
        sum(mrr_change) as mrr_change
    from fct_mrr_movements
    where movement_type in ('new', 'expansion', 'churn', 'reactivation')
    group by account_id
),

final as (
    select
        of_events.mrr_change as mrr_change_of_events,
        of_movements.mrr_change as mrr_change_of_movements,
        coalesce(of_events.account_id, of_movements.account_id) as account_id
    from of_events
    full outer join of_movements on of_events.account_id = of_movements.account_id
    where coalesce(of_events.mrr_change, 0) <> coalesce(of_movements.mrr_change, 0)
)

select * from final
