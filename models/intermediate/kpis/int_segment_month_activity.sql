with

int_segment_month_members as (
    select * from {{ ref('int_segment_month_members') }}
    where is_member_end
),

int_kpi_months as (
    select * from {{ ref('int_kpi_months') }}
),

fct_account_features as (
    select * from {{ ref('fct_account_features') }}
),

fct_user_features as (
    select * from {{ ref('fct_user_features') }}
),

int_user_days as (
    select * from {{ ref('int_user_days') }}
),

fct_lifecycle_events as (
    select * from {{ ref('fct_lifecycle_events') }}
),

activations as (
    select
        account_id,
        cast(min(occurred_at) as date) as activation_date
    from fct_lifecycle_events
    where event = 'activated'
    group by account_id
),

-- Of all users, those included who may not be profiled and have no features.
users_of_accounts as (
    select
        int_user_days.account_id,
        int_kpi_months.month_end_date as as_of_date,
        count(distinct int_user_days.user_id) as weekly_active_users
    from int_kpi_months
    inner join int_user_days
        on
            int_kpi_months.month_end_date >= int_user_days.event_day
            and {{ dbt.dateadd('day', -7, 'int_kpi_months.month_end_date') }}
            < int_user_days.event_day
    group by int_user_days.account_id, int_kpi_months.month_end_date
),

users_known as (
    select count(*) > 0 as are_known from int_user_days
),

activity as (
    select
        'account' as entity,
        fct_account_features.account_id as entity_id,
        fct_account_features.as_of_date,
        fct_account_features.active_days_7d,
        fct_account_features.active_days_28d,
        fct_account_features.core_events_28d,
        fct_account_features.is_onboarding_complete,
        case
            when users_known.are_known and fct_account_features.active_days_7d is not null
                then coalesce(users_of_accounts.weekly_active_users, 0)
        end as weekly_active_users,
        case
            when fct_account_features.mrr > 0 and fct_account_features.discount_share > 0
                then
                    cast(fct_account_features.mrr as double precision)
                    * fct_account_features.discount_share
                    / (1 - fct_account_features.discount_share)
        end as discount_mrr
    from fct_account_features
    cross join users_known
    left join users_of_accounts
        on
            fct_account_features.account_id = users_of_accounts.account_id
            and fct_account_features.as_of_date = users_of_accounts.as_of_date

    union all

    select
        'user' as entity,
        user_id as entity_id,
        as_of_date,
        active_days_7d,
        active_days_28d,
        core_events_28d,
        cast(null as boolean) as is_onboarding_complete,
        case
            when active_days_7d > 0 then 1
            when active_days_7d = 0 then 0
        end as weekly_active_users,
        cast(null as double precision) as discount_mrr
    from fct_user_features
),

members_at_the_end as (
    select
        int_segment_month_members.segment,
        int_segment_month_members.entity,
        int_segment_month_members.kpi_month,
        activity.active_days_7d,
        activity.active_days_28d,
        activity.core_events_28d,
        activity.is_onboarding_complete,
        activity.weekly_active_users,
        {{ round_half_up('activity.discount_mrr', 2) }} as discount_mrr,
        activations.activation_date <= int_kpi_months.month_end_date as is_activated
    from int_segment_month_members
    inner join int_kpi_months
        on int_segment_month_members.kpi_month = int_kpi_months.kpi_month
    left join activity
        on
            int_segment_month_members.entity = activity.entity
            and int_segment_month_members.entity_id = activity.entity_id
            and int_kpi_months.month_end_date = activity.as_of_date
    left join activations
        on
            int_segment_month_members.entity = 'account'
            and int_segment_month_members.entity_id = activations.account_id
),

final as (
    select
        segment,
        kpi_month,
        count(active_days_28d) as members_with_known_activity,
        count(*) filter (where active_days_28d > 0) as active_members,
        case
            when count(active_days_7d) filter (where entity = 'account') > 0
                then count(*) filter (where active_days_7d > 0)
        end as weekly_active_accounts,
        cast(sum(weekly_active_users) as bigint) as weekly_active_users,
        case
            when count(core_events_28d) > 0 then count(*) filter (where core_events_28d > 0)
        end as core_feature_members,
        case
            when count(is_onboarding_complete) > 0
                then count(*) filter (where is_onboarding_complete)
        end as onboarded_members,
        count(discount_mrr) as discounted_customers,
        cast(coalesce(sum(discount_mrr), 0) as numeric(18, 2)) as discount_mrr,
        count(*) filter (where entity = 'account' and is_activated) as activated_members
    from members_at_the_end
    group by
        segment,
        kpi_month
)

select * from final
