{{ config(enabled=supplies('stripe', 'accounts')) }}

with

base_stripe__customers as (
    select * from {{ ref('base_stripe__customers') }}
),

final as (
    select
        account_id,
        created_at,
        account_name,
        cast(null as varchar) as domain,
        cast(null as varchar) as acquisition_channel,
        cast(null as varchar) as acquisition_campaign,
        cast(null as varchar) as industry,
        cast(null as integer) as employee_count,
        country,
        cast(null as varchar) as tech_stack,
        cast(null as varchar) as partner,
        cast(null as varchar) as contract_tier,
        cast(null as date) as renewal_date,
        cast(null as varchar) as owner,
        cast(null as varchar) as referred_by_account_id,
        cast(null as varchar) as parent_account_id,
        unreadable_cells
    from base_stripe__customers
)

select * from final
