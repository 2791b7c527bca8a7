/*
Fails for each account that dim_accounts describes otherwise than its features at the as-of date do:
two marts that contradict each other about one account are worse than none. Features are null where
nothing is recorded yet, which contradicts nobody.
*/
with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

dim_accounts as (
    select * from {{ ref('dim_accounts') }}
),

fct_account_features as (
    select * from {{ ref('fct_account_features') }}
),

final as (
    select
        dim_accounts.account_id,
        dim_accounts.account_status,
        fct_account_features.account_status as account_status_of_features,
        dim_accounts.mrr,
        fct_account_features.mrr as mrr_of_features,
        dim_accounts.plan_id,
        fct_account_features.plan_id as plan_id_of_features,
        dim_accounts.is_contactable,
        fct_account_features.is_contactable as is_contactable_of_features
    from dim_accounts
    cross join int_run
    inner join fct_account_features
        on
            dim_accounts.account_id = fct_account_features.account_id
            and int_run.as_of_date = fct_account_features.as_of_date
    where
        dim_accounts.account_status <> fct_account_features.account_status
        or dim_accounts.mrr <> fct_account_features.mrr
        or dim_accounts.plan_id <> fct_account_features.plan_id
        or dim_accounts.is_contactable <> fct_account_features.is_contactable
)

select * from final
