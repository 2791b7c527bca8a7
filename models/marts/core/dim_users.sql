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

int_persons as (
    select * from {{ ref('int_persons') }}
),

int_user_account_periods as (
    select * from {{ ref('int_user_account_periods') }}
),

int_earlier_activity as (
    select * from {{ ref('int_earlier_activity') }}
),

int_user_trait_history as (
    select * from {{ ref('int_user_trait_history') }}
    where valid_to is null
),

accounts_over_time as (
    select
        user_id,
        count(distinct account_id) as account_count,
        max(case when not is_first then valid_from end) as account_since
    from int_user_account_periods
    group by user_id
),

earlier as (
    select
        user_id,
        sum(event_count) as event_count,
        min(first_at) as first_at
    from int_earlier_activity
    group by user_id
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
        int_persons.person_id,
        cast(int_persons.users_of_person as integer) as users_of_person,
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
        earlier.first_at as first_visit_at,
        accounts_over_time.account_since,
        -- what went missing from the input takes no refusal back, and keeps no yes
        coalesce(
            int_users_checked.consent_profiling,
            nullif(int_user_trait_history.consent_profiling, true)
        ) as consent_profiling,
        coalesce(
            int_users_checked.consent_marketing,
            nullif(int_user_trait_history.consent_marketing, true)
        ) as consent_marketing,
        cast(coalesce(earlier.event_count, 0) as bigint) as events_before_known,
        cast(coalesce(accounts_over_time.account_count, 1) as bigint) as account_count
    from int_users_checked
    inner join int_run on cast(int_users_checked.signed_up_at as date) <= int_run.as_of_date
    left join int_account_status
        on int_users_checked.account_id = int_account_status.account_id
    inner join int_persons on int_users_checked.user_id = int_persons.user_id
    left join int_user_trait_history
        on int_users_checked.user_id = int_user_trait_history.user_id
    left join activity on int_users_checked.user_id = activity.user_id
    left join accounts_over_time on int_users_checked.user_id = accounts_over_time.user_id
    left join earlier on int_users_checked.user_id = earlier.user_id
)

select * from final
