with

int_account_mrr_movements as (
    select * from {{ ref('int_account_mrr_movements') }}
),

final as (
    select
        account_id,
        movement_date,
        movement_type,
        mrr_before,
        mrr_change,
        mrr_after,
        movement_order
    from int_account_mrr_movements
)

select * from final
