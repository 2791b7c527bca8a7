with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_users_checked as (
    select * from {{ ref('int_users_checked') }}
    where rejected_because is null
),

int_account_status as (
    select * from {{ ref('int_account_status') }}
    where valid_to is null
),

int_user_days as (
    select * from {{ ref('int_user_days') }}
),

activity as (
    select
        int_user_days.user_id,
        min(int_user_days.event_day) as first_active_date,
        max(int_user_days.event_day) as last_active_date
    from int_user_days
    inner join int_run on int_user_days.event_day <= int_run.as_of_date
    group by int_user_days.user_id
),

final as (
    select
        int_users_checked.user_id,
        int_users_checked.account_id,
        int_users_checked.signed_up_at,
        {{ salted_hash('int_users_checked.email') }} as email_hash,
        int_users_checked.role,
        int_users_checked.seniority,
        int_users_checked.country,
        int_users_checked.device,
        int_users_checked.acquisition_source,
        int_account_status.account_status,
        activity.first_active_date,
        activity.last_active_date,
        int_users_checked.consent_profiling,
        int_users_checked.consent_marketing
    from int_users_checked
    inner join int_run on cast(int_users_checked.signed_up_at as date) <= int_run.as_of_date
    left join int_account_status
        on int_users_checked.account_id = int_account_status.account_id
    left join activity on int_users_checked.user_id = activity.user_id
)

select * from final
