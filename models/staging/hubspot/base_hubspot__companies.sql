{{ config(enabled=supplies('hubspot')) }}

with

company as (
    select * from {{ source('hubspot', 'company') }}
    where not coalesce(is_deleted, false)
),

final as (
    select
        id as company_id,
        coalesce(nullif(trim(account_id), ''), id) as account_id,
        created_at,
        name,
        domain,
        industry,
        employee_count,
        country,
        source,
        campaign,
        technologies,
        owner_id,
        parent_company_id,
        unreadable_cells
    from company
)

select * from final
