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

kept as (
    select
        account_id,
        created_at,
        account_name,
        domain,
        acquisition_channel,
        acquisition_campaign,
        industry,
        employee_count,
        country,
        tech_stack,
        partner,
        contract_tier,
        renewal_date,
        owner,
        case
            when {{ not_erased(accounts=['referred_by_account_id']) }} then referred_by_account_id
        end as referred_by_account_id,
        case
            when {{ not_erased(accounts=['parent_account_id']) }} then parent_account_id
        end as parent_account_id,
        unreadable_cells
    from cleaned
    where {{ not_erased(accounts=['account_id']) }}
)

select * from kept
