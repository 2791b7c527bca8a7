with

int_accounts_checked as (
    select * from {{ ref('int_accounts_checked') }}
    where rejected_because is null
),

int_users_checked as (
    select * from {{ ref('int_users_checked') }}
    where rejected_because is null
),

final as (
    select
        'account' as entity,
        account_id as entity_id,
        cast(created_at as date) as known_since
    from int_accounts_checked
    union all
    select
        'user' as entity,
        user_id as entity_id,
        cast(signed_up_at as date) as known_since
    from int_users_checked
)

select * from final
