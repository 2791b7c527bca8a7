with

int_account_mrr_movements as (
    select * from {{ ref('int_account_mrr_movements') }}
),

final as (
    select
        account_id,
        min(case when movement_type = 'new' then movement_date end) as first_paid_date,
        max(case when movement_type = 'churn' then movement_date end) as last_churned_date
    from int_account_mrr_movements
    group by account_id
)

select * from final
