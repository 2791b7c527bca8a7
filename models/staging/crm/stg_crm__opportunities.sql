with

opportunities as (
    select * from {{ input_table('crm', 'opportunities') }}
),

cleaned as (
    select
        nullif(trim(opportunity_id), '') as opportunity_id,
        nullif(trim(account_id), '') as account_id,
        nullif(lower(trim(stage)), '') as stage,
        stage_entered_at,
        amount,
        is_won,
        closed_at,
        unreadable_cells
    from opportunities
),

kept as (
    select *
    from cleaned
    where {{ not_erased(accounts=['account_id']) }}
)

select * from kept
