with

accounts as (
    select * from {{ input_table('crm', 'accounts') }}
),

cleaned as (
    select
        nullif(trim(account_id), '') as account_id,
        created_at,
        nullif(trim(account_name), '') as account_name,
        nullif(lower(trim(domain)), '') as domain,
        nullif(lower(trim(acquisition_channel)), '') as acquisition_channel,
        nullif(trim(acquisition_campaign), '') as acquisition_campaign,
        nullif(trim(industry), '') as industry,
        employee_count,
        nullif(trim(country), '') as country,
        nullif(trim(tech_stack), '') as tech_stack,
        nullif(trim(partner), '') as partner,
        nullif(lower(trim(contract_tier)), '') as contract_tier,
        renewal_date,
        nullif(trim(owner), '') as owner,
        nullif(trim(referred_by_account_id), '') as referred_by_account_id,
        nullif(trim(parent_account_id), '') as parent_account_id,
        unreadable_cells
    from accounts
),

erased_accounts as (
    select entity_hash
    from {{ ref('base_operations__erased_entities') }}
    where entity = 'account'
),

-- an account that referred or owns this one may be erased, and this one stays
kept as (
    select
        cleaned.account_id,
        cleaned.created_at,
        cleaned.account_name,
        cleaned.domain,
        cleaned.acquisition_channel,
        cleaned.acquisition_campaign,
        cleaned.industry,
        cleaned.employee_count,
        cleaned.country,
        cleaned.tech_stack,
        cleaned.partner,
        cleaned.contract_tier,
        cleaned.renewal_date,
        cleaned.owner,
        case
            when erased_referrers.entity_hash is null then cleaned.referred_by_account_id
        end as referred_by_account_id,
        case
            when erased_parents.entity_hash is null then cleaned.parent_account_id
        end as parent_account_id,
        cleaned.unreadable_cells
    from cleaned
    left join erased_accounts as erased_referrers
        on
            {{ erasure_hash("'account'", 'cleaned.referred_by_account_id') }}
            = erased_referrers.entity_hash
    left join erased_accounts as erased_parents
        on
            {{ erasure_hash("'account'", 'cleaned.parent_account_id') }}
            = erased_parents.entity_hash
    where {{ not_erased(accounts=['cleaned.account_id']) }}
)

select * from kept
