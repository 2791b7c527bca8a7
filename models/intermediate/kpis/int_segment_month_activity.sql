with int_segment_month_members as (
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

activity as (
    select
        'account' as entity,
        account_id as entity_id,
        as_of_date,
        active_days_28d
    from fct_account_features

    union all

    select
        'user' as entity,
        user_id as entity_id,
        as_of_date,
        active_days_28d
    from fct_user_features
),

members_at_the_end as (
    select
        int_segment_month_members.segment,
        int_segment_month_members.entity,
        int_segment_month_members.kpi_month,
        activity.active_days_28d,
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
        count(*) filter (where entity = 'account' and is_activated) as activated_members
    from members_at_the_end
    group by
        segment,
        kpi_month
)

select * from final
