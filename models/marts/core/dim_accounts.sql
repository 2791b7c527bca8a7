with

int_accounts_checked as (
    select * from {{ ref('int_accounts_checked') }}
    where rejected_because is null
),

dim_users as (
    select * from {{ ref('dim_users') }}
),

int_plans_checked as (
    select * from {{ ref('int_plans_checked') }}
    where rejected_because is null
),

int_account_status as (
    select * from {{ ref('int_account_status') }}
),

int_account_mrr_reporting as (
    select * from {{ ref('int_account_mrr_reporting') }}
),

int_accounts_payment_dates as (
    select * from {{ ref('int_accounts_payment_dates') }}
),

int_accounts_main_subscription as (
    select * from {{ ref('int_accounts_main_subscription') }}
),

int_trials as (
    select * from {{ ref('int_trials') }}
),

int_account_hierarchy as (
    select * from {{ ref('int_account_hierarchy') }}
),

int_earlier_activity as (
    select * from {{ ref('int_earlier_activity') }}
),

earlier as (
    select
        account_id,
        sum(event_count) as event_count,
        min(first_at) as first_at
    from int_earlier_activity
    group by account_id
),

current_status as (
    select
        account_id,
        account_status,
        is_past_due,
        valid_from as status_since
    from int_account_status
    where valid_to is null
),

current_mrr as (
    select
        account_id,
        mrr,
        peak_mrr
    from int_account_mrr_reporting
    where valid_to is null
),

trial_dates as (
    select
        account_id,
        min(trial_started_at) as first_trial_started_at,
        max(trial_started_at) as last_trial_started_at
    from int_trials
    group by account_id
),

users_of_accounts as (
    select
        account_id,
        count(*) as user_count,
        sum(case when consent_marketing then 1 else 0 end) as users_with_consent,
        sum(case when consent_marketing is null then 1 else 0 end) as users_with_unknown_consent
    from dim_users
    group by account_id
),

final as (
    select
        int_accounts_checked.account_id,
        int_accounts_checked.account_name,
        int_accounts_checked.domain,
        int_accounts_checked.created_at,
        int_accounts_checked.acquisition_campaign,
        int_accounts_checked.industry,
        int_accounts_checked.employee_count,
        int_accounts_checked.country,
        int_accounts_checked.tech_stack,
        int_accounts_checked.partner,
        int_accounts_checked.contract_tier,
        int_accounts_checked.renewal_date,
        int_accounts_checked.owner,
        int_accounts_checked.referred_by_account_id,
        int_account_hierarchy.parent_account_id,
        int_account_hierarchy.named_parent_id as named_parent_account_id,
        int_account_hierarchy.parent_known_by,
        int_account_hierarchy.root_account_id,
        int_account_hierarchy.root_account_name,
        int_account_hierarchy.depth as hierarchy_depth,
        int_account_hierarchy.accounts_in_hierarchy,
        earlier.first_at as first_visit_at,
        current_status.account_status,
        current_status.status_since,
        current_status.is_past_due,
        int_accounts_main_subscription.plan_id,
        int_plans_checked.plan_name,
        int_plans_checked.tier as plan_tier,
        int_accounts_main_subscription.billing_interval,
        int_accounts_main_subscription.currency as billing_currency,
        int_accounts_payment_dates.first_paid_date,
        int_accounts_payment_dates.last_churned_date,
        trial_dates.first_trial_started_at,
        trial_dates.last_trial_started_at,
        cast(coalesce(current_mrr.mrr, 0) as numeric(18, 2)) as mrr,
        cast(coalesce(current_mrr.peak_mrr, 0) as numeric(18, 2)) as peak_mrr,
        cast(coalesce(users_of_accounts.user_count, 0) as bigint) as user_count,
        cast(coalesce(earlier.event_count, 0) as bigint) as events_before_known,
        coalesce(int_accounts_checked.acquisition_channel, 'unknown') as acquisition_channel,
        case
            when users_of_accounts.users_with_consent > 0 then true
            when users_of_accounts.users_with_unknown_consent = 0 then false
        end as is_contactable
    from int_accounts_checked
    inner join current_status on int_accounts_checked.account_id = current_status.account_id
    inner join int_account_hierarchy
        on int_accounts_checked.account_id = int_account_hierarchy.account_id
    left join earlier on int_accounts_checked.account_id = earlier.account_id
    left join current_mrr on int_accounts_checked.account_id = current_mrr.account_id
    left join int_accounts_main_subscription
        on int_accounts_checked.account_id = int_accounts_main_subscription.account_id
    left join int_plans_checked
        on int_accounts_main_subscription.plan_id = int_plans_checked.plan_id
    left join int_accounts_payment_dates
        on int_accounts_checked.account_id = int_accounts_payment_dates.account_id
    left join trial_dates on int_accounts_checked.account_id = trial_dates.account_id
    left join users_of_accounts
        on int_accounts_checked.account_id = users_of_accounts.account_id
)

select * from final
