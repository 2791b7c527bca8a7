with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_accounts_checked as (
    select * from {{ ref('int_accounts_checked') }}
    where rejected_because is null
),

int_accounts_activated as (
    select * from {{ ref('int_accounts_activated') }}
),

int_trials as (
    select * from {{ ref('int_trials') }}
),

int_accounts_product_qualified as (
    select * from {{ ref('int_accounts_product_qualified') }}
),

int_opportunities_milestones as (
    select * from {{ ref('int_opportunities_milestones') }}
),

int_account_mrr_movements as (
    select * from {{ ref('int_account_mrr_movements') }}
    where movement_type in ('new', 'expansion', 'churn', 'reactivation')
),

events_without_money as (
    select
        account_id,
        'signed_up' as event,
        created_at as occurred_at
    from int_accounts_checked
    union all
    select
        account_id,
        'activated' as event,
        activated_at as occurred_at
    from int_accounts_activated
    union all
    select
        account_id,
        'trial_started' as event,
        trial_started_at as occurred_at
    from int_trials
    union all
    select
        account_id,
        'product_qualified' as event,
        product_qualified_at as occurred_at
    from int_accounts_product_qualified
    union all
    select
        account_id,
        'sales_qualified' as event,
        sales_qualified_at as occurred_at
    from int_opportunities_milestones
    where sales_qualified_at is not null
    union all
    select
        account_id,
        'won' as event,
        won_at as occurred_at
    from int_opportunities_milestones
    where won_at is not null
),

events as (
    select
        account_id,
        event,
        occurred_at,
        cast(null as numeric(18, 2)) as mrr_change
    from events_without_money
    union all
    select
        account_id,
        case movement_type
            when 'new' then 'converted'
            when 'expansion' then 'expanded'
            when 'churn' then 'churned'
            when 'reactivation' then 'returned'
        end as event,
        changed_at as occurred_at,
        mrr_change
    from int_account_mrr_movements
),

final as (
    select
        events.account_id,
        events.event,
        events.occurred_at,
        events.mrr_change,
        cast(
            row_number() over (
                partition by events.account_id, events.event order by events.occurred_at
            ) as bigint
        ) as occurrence
    from events
    inner join int_run on cast(events.occurred_at as date) <= int_run.as_of_date
)

select * from final
