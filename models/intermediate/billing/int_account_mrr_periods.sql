with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_subscription_mrr as (
    select * from {{ ref('int_subscription_mrr') }}
),

changes as (
    select
        account_id,
        currency,
        mrr_local as mrr_change,
        discount_mrr_local as discount_change,
        valid_from as change_date,
        started_at as changed_at
    from int_subscription_mrr
    where is_counted
    union all
    select
        int_subscription_mrr.account_id,
        int_subscription_mrr.currency,
        -1 * int_subscription_mrr.mrr_local as mrr_change,
        -1 * int_subscription_mrr.discount_mrr_local as discount_change,
        int_subscription_mrr.valid_to as change_date,
        int_subscription_mrr.ended_at as changed_at
    from int_subscription_mrr
    cross join int_run
    where
        int_subscription_mrr.is_counted
        and int_subscription_mrr.valid_to <= int_run.as_of_date
),

daily_changes as (
    select
        account_id,
        currency,
        change_date,
        max(changed_at) as changed_at,
        sum(mrr_change) as mrr_change,
        sum(discount_change) as discount_change
    from changes
    group by account_id, currency, change_date
    having sum(mrr_change) <> 0 or sum(discount_change) <> 0
),

running_totals as (
    select
        account_id,
        currency,
        change_date,
        changed_at,
        sum(mrr_change) over account_so_far as mrr_local,
        sum(discount_change) over account_so_far as discount_mrr_local
    from daily_changes
    window account_so_far as (
        partition by account_id, currency
        order by change_date
        rows between unbounded preceding and current row
    )
),

final as (
    select
        account_id,
        currency,
        cast(greatest(mrr_local, 0) as numeric(18, 2)) as mrr_local,
        cast(discount_mrr_local as numeric(18, 2)) as discount_mrr_local,
        changed_at,
        change_date as valid_from,
        lead(change_date) over (
            partition by account_id, currency order by change_date
        ) as valid_to
    from running_totals
)

select * from final
