with

int_accounts_checked as (
    select * from {{ ref('int_accounts_checked') }}
    where rejected_because is null
),

final as (
    select
        account_id,
        {{ entity_hash('account_id', 'created_at') }} as entity_hash
    from int_accounts_checked
)

select * from final
