{{ config(materialized='view') }}

with

int_account_days as (
    select * from {{ ref('int_account_days') }}
),

int_user_days as (
    select * from {{ ref('int_user_days') }}
    where user_id is not null
),

int_account_feature_days as (
    select * from {{ ref('int_account_feature_days') }}
),

int_event_types as (
    select * from {{ ref('int_event_types') }}
),

int_daily_activity as (
    select * from {{ ref('int_daily_activity') }}
),

int_tickets_checked as (
    select * from {{ ref('int_tickets_checked') }}
    where rejected_because is null
),

int_survey_responses_checked as (
    select * from {{ ref('int_survey_responses_checked') }}
    where rejected_because is null
),

entity_days as (
    select
        'account' as entity,
        account_id as entity_id,
        event_day,
        event_count,
        core_events,
        error_count
    from int_account_days
    union all
    select
        'user' as entity,
        user_id as entity_id,
        event_day,
        sum(event_count) as event_count,
        sum(core_events) as core_events,
        sum(error_count) as error_count
    from int_user_days
    group by user_id, event_day
),

core_features as (
    select distinct feature
    from int_event_types
    where is_core and feature is not null
),

-- what happened once in an account, and by a user if it names one, is looked at from both
happenings as (
    select
        'billing_page_views' as metric,
        account_id,
        user_id,
        event_day as metric_day,
        cast(event_count as double precision) as amount,
        cast(0 as double precision) as base
    from int_daily_activity
    where event_name in {{ sql_texts(var('billing_page_events')) }}
    union all
    select
        'tickets' as metric,
        account_id,
        user_id,
        cast(opened_at as date) as metric_day,
        cast(1 as double precision) as amount,
        cast(0 as double precision) as base
    from int_tickets_checked
    union all
    select
        survey_type as metric,
        account_id,
        user_id,
        cast(responded_at as date) as metric_day,
        case
            when survey_type = 'csat' then cast(score as double precision)
            when round(score, 0) >= 9 then cast(100 as double precision)
            when round(score, 0) >= 7 then cast(0 as double precision)
            else cast(-100 as double precision)
        end as amount,
        cast(1 as double precision) as base
    from int_survey_responses_checked
    where survey_type in ('csat', 'nps')
),

final as (
    select
        'active_days' as metric,
        entity,
        entity_id,
        event_day as metric_day,
        cast(null as varchar) as item,
        cast(1 as double precision) as amount,
        cast(0 as double precision) as base
    from entity_days
    union all
    select
        'core_events' as metric,
        entity,
        entity_id,
        event_day as metric_day,
        cast(null as varchar) as item,
        cast(core_events as double precision) as amount,
        cast(0 as double precision) as base
    from entity_days
    union all
    select
        'error_rate' as metric,
        entity,
        entity_id,
        event_day as metric_day,
        cast(null as varchar) as item,
        cast(error_count as double precision) as amount,
        cast(event_count as double precision) as base
    from entity_days
    union all
    select
        'weekly_active_accounts' as metric,
        entity,
        entity_id,
        event_day as metric_day,
        entity_id as item,
        cast(1 as double precision) as amount,
        cast(0 as double precision) as base
    from entity_days
    where entity = 'account'
    union all
    select
        'weekly_active_users' as metric,
        'account' as entity,
        account_id as entity_id,
        event_day as metric_day,
        user_id as item,
        cast(1 as double precision) as amount,
        cast(0 as double precision) as base
    from int_user_days
    union all
    select
        'weekly_active_users' as metric,
        'user' as entity,
        user_id as entity_id,
        event_day as metric_day,
        user_id as item,
        cast(1 as double precision) as amount,
        cast(0 as double precision) as base
    from int_user_days
    union all
    select
        'core_feature_adoption' as metric,
        'account' as entity,
        int_account_feature_days.account_id as entity_id,
        int_account_feature_days.event_day as metric_day,
        int_account_feature_days.feature as item,
        cast(1 as double precision) as amount,
        cast(0 as double precision) as base
    from int_account_feature_days
    inner join core_features
        on int_account_feature_days.feature = core_features.feature
    union all
    select
        metric,
        'account' as entity,
        account_id as entity_id,
        metric_day,
        cast(null as varchar) as item,
        amount,
        base
    from happenings
    union all
    select
        metric,
        'user' as entity,
        user_id as entity_id,
        metric_day,
        cast(null as varchar) as item,
        amount,
        base
    from happenings
    where user_id is not null
)

select * from final
