with

account_notes as (
    select * from {{ source('crm', 'account_notes') }}
),

cleaned as (
    select
        nullif(trim(note_id), '') as note_id,
        nullif(trim(account_id), '') as account_id,
        written_at,
        nullif(trim(body), '') as body,
        nullif(lower(trim(kind)), '') as kind,
        nullif(trim(author), '') as author,
        score,
        unreadable_cells
    from account_notes
),

kept as (
    select *
    from cleaned
    where {{ not_erased(accounts=['account_id']) }}
)

select * from kept
