{{ config(enabled=supplies('hubspot', 'users')) }}

with

contact as (
    select * from {{ source('hubspot', 'contact') }}
    where not coalesce(is_deleted_at_source, false)
),

companies as (
    select
        company_id,
        min({{ in_byte_order('account_id') }}) as account_id
    from {{ ref('base_hubspot__companies') }}
    group by company_id
),

final as (
    select
        coalesce(nullif(trim(contact.user_id), ''), contact.id) as user_id,
        coalesce(nullif(trim(contact.account_id), ''), companies.account_id, contact.company_id)
            as account_id,
        contact.created_at as signed_up_at,
        contact.email,
        cast(null as varchar) as role,
        contact.seniority,
        contact.country,
        cast(null as varchar) as device,
        contact.source as acquisition_source,
        cast(null as boolean) as consent_profiling,
        not contact.is_opted_out as consent_marketing,
        contact.unreadable_cells
    from contact
    left join companies on contact.company_id = companies.company_id
)

select * from final
