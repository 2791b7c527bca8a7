with

tickets as (
    select * from {{ input_table('support', 'tickets') }}
),

cleaned as (
    select
        nullif(trim(ticket_id), '') as ticket_id,
        nullif(trim(account_id), '') as account_id,
        opened_at,
        nullif(trim(user_id), '') as user_id,
        first_responded_at,
        solved_at,
        nullif(lower(trim(priority)), '') as priority,
        nullif(lower(trim(category)), '') as category,
        nullif(lower(trim(channel)), '') as channel,
        nullif(trim(subject), '') as subject,
        nullif(trim(body), '') as body,
        handle_minutes,
        reopened_count,
        is_escalated,
        satisfaction_score,
        unreadable_cells
    from tickets
),

kept as (
    select *
    from cleaned
    where {{ not_erased(accounts=['account_id'], users=['user_id']) }}
)

select * from kept
