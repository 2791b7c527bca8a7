{{ config(enabled=supplies('hubspot', 'accounts')) }}

with

companies as (
    select * from {{ ref('base_hubspot__companies') }}
),

parents as (
    select
        company_id as parent_company_id,
        min({{ in_byte_order('account_id') }}) as parent_account_id
    from companies
    group by company_id
),

owners as (
    select
        owner_id,
        min({{ in_byte_order('email') }}) as email
    from {{ source('hubspot', 'owner') }}
    group by owner_id
),

final as (
    select
        companies.account_id,
        companies.created_at,
        companies.name as account_name,
        companies.domain,
        companies.source as acquisition_channel,
        companies.campaign as acquisition_campaign,
        companies.industry,
        companies.employee_count,
        companies.country,
        companies.technologies as tech_stack,
        cast(null as varchar) as partner,
        cast(null as varchar) as contract_tier,
        cast(null as date) as renewal_date,
        coalesce(owners.email, companies.owner_id) as owner,
        cast(null as varchar) as referred_by_account_id,
        coalesce(parents.parent_account_id, companies.parent_company_id) as parent_account_id,
        companies.unreadable_cells
    from companies
    left join parents on companies.parent_company_id = parents.parent_company_id
    left join owners on companies.owner_id = owners.owner_id
)

select * from final
