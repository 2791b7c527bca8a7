with

survey_responses as (
    select * from {{ source('support', 'survey_responses') }}
),

cleaned as (
    select
        nullif(trim(response_id), '') as response_id,
        nullif(trim(account_id), '') as account_id,
        nullif(lower(trim(survey_type)), '') as survey_type,
        score,
        responded_at,
        nullif(trim(user_id), '') as user_id,
        nullif(trim(comment), '') as comment,
        unreadable_cells
    from survey_responses
),

kept as (
    select *
    from cleaned
    where {{ not_erased(accounts=['account_id'], users=['user_id']) }}
)

select * from kept
