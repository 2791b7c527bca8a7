with

users as (
    select * from {{ input_table('crm', 'users') }}
),

cleaned as (
    select
        nullif(trim(user_id), '') as user_id,
        nullif(trim(account_id), '') as account_id,
        signed_up_at,
        nullif(lower(trim(email)), '') as email,
        nullif(lower(trim(role)), '') as role,
        nullif(lower(trim(seniority)), '') as seniority,
        nullif(trim(country), '') as country,
        nullif(lower(trim(device)), '') as device,
        nullif(lower(trim(acquisition_source)), '') as acquisition_source,
        consent_profiling,
        consent_marketing,
        unreadable_cells
    from users
),

kept as (
    select *
    from cleaned
    where {{ not_erased(accounts=['account_id'], users=['user_id']) }}
)

select * from kept
