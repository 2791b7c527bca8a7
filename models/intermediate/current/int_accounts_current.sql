-- The daily run's verdict on an account holds until it judges it anew; of the accounts that have
-- come since, those that can be read are let in.
with

stg_crm__accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

int_accounts_checked as (
    select * from {{ ref('int_accounts_checked') }}
),

accepted as (
    select
        account_id,
        created_at
    from int_accounts_checked
    where rejected_because is null
),

new_accounts as (
    select
        stg_crm__accounts.account_id,
        min(stg_crm__accounts.created_at) as created_at
    from stg_crm__accounts
    left join int_accounts_checked
        on stg_crm__accounts.account_id = int_accounts_checked.account_id
    where
        int_accounts_checked.account_id is null
        and stg_crm__accounts.account_id is not null
        and stg_crm__accounts.created_at is not null
        and stg_crm__accounts.unreadable_cells is null
    group by stg_crm__accounts.account_id
),

final as (
    select * from accepted
    union all
    select * from new_accounts
)

select * from final
