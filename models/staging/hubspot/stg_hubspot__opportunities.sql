{{ config(enabled=supplies('hubspot', 'opportunities')) }}

-- A deal without a history of stages is as if it had been in its stage from the beginning.
with

deal as (
    select * from {{ source('hubspot', 'deal') }}
),

deal_stage as (
    select * from {{ source('hubspot', 'deal_stage') }}
),

pipeline_stages as (
    select * from {{ source('hubspot', 'deal_pipeline_stage') }}
),

companies as (
    select
        company_id,
        min({{ in_byte_order('account_id') }}) as account_id
    from {{ ref('base_hubspot__companies') }}
    group by company_id
),

accounts_of_deals as (
    select
        deal_company.deal_id,
        min({{ in_byte_order('coalesce(companies.account_id, deal_company.company_id)') }})
            as account_id
    from {{ source('hubspot', 'deal_company') }} as deal_company
    left join companies on deal_company.company_id = companies.company_id
    group by deal_company.deal_id
),

entered_stages as (
    select
        deal_id,
        stage_id,
        entered_at,
        unreadable_cells
    from deal_stage
    where
        not exists (
            select 1 from deal
            where deal.is_deleted and deal.deal_id = deal_stage.deal_id
        )
    union all
    select
        deal_id,
        deal_pipeline_stage_id as stage_id,
        created_at as entered_at,
        unreadable_cells
    from deal
    where
        not coalesce(is_deleted, false)
        and not exists (
            select 1 from deal_stage
            where deal_stage.deal_id = deal.deal_id
        )
),

final as (
    select
        entered_stages.deal_id as opportunity_id,
        accounts_of_deals.account_id,
        coalesce(pipeline_stages.label, entered_stages.stage_id) as stage,
        entered_stages.entered_at as stage_entered_at,
        deal.amount,
        case when pipeline_stages.is_closed then pipeline_stages.is_won end as is_won,
        case
            when pipeline_stages.is_closed then coalesce(deal.closed_at, entered_stages.entered_at)
        end as closed_at,
        coalesce(entered_stages.unreadable_cells, deal.unreadable_cells) as unreadable_cells
    from entered_stages
    left join deal on entered_stages.deal_id = deal.deal_id
    left join pipeline_stages on entered_stages.stage_id = pipeline_stages.stage_id
    left join accounts_of_deals on entered_stages.deal_id = accounts_of_deals.deal_id
)

select * from final
