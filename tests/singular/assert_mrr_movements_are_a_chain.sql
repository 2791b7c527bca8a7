/*
Fails for each movement that does not begin where the account's movement before it ended (the first:
at 0), or whose kind contradicts its amounts. A broken chain means that a change was lost or booked
twice, and everything that adds up movements is then wrong.
*/
with

fct_mrr_movements as (
    select * from {{ ref('fct_mrr_movements') }}
),

with_neighbours as (
    select
        *,
        coalesce(
            lag(mrr_after) over (partition by account_id order by movement_date, movement_order), 0
        ) as previous_mrr_after,
        row_number() over (partition by account_id order by movement_date, movement_order) as place
    from fct_mrr_movements
),

final as (
    select
        account_id,
        movement_date,
        movement_type,
        previous_mrr_after,
        mrr_before,
        mrr_change,
        mrr_after
    from with_neighbours
    where
        mrr_before is distinct from previous_mrr_after
        or mrr_before + mrr_change is distinct from mrr_after
        or mrr_change = 0
        or mrr_after < 0
        or (movement_type = 'new') <> (place = 1)
        or (movement_type in ('new', 'reactivation')) <> (mrr_before = 0)
        or (movement_type = 'churn') <> (mrr_after = 0)
        or (movement_type = 'expansion' and mrr_change < 0)
        or (movement_type = 'contraction' and mrr_change > 0)
)

select * from final
