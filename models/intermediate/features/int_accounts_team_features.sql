with

int_account_activity as (
    select * from {{ ref('int_account_activity') }}
),

int_recorded_since as (
    select * from {{ ref('int_recorded_since') }}
),

int_account_users as (
    select * from {{ ref('int_account_users') }}
),

int_rate_priors as (
    select * from {{ ref('int_rate_priors') }}
    where entity = 'account' and rate = 'power_user_share'
),

final as (
    select
        int_account_activity.account_id,
        int_account_activity.as_of_date,
        case
            when int_account_activity.as_of_date >= int_recorded_since.users_since
                then coalesce(int_account_users.users_total, 0)
        end as users_total,
        case
            when int_account_activity.as_of_date >= int_recorded_since.users_since
                then coalesce(int_account_users.users_added_28d, 0)
        end as users_added_28d,
        case when int_account_users.users_with_role > 0 then int_account_users.admins end as admins,
        int_account_activity.champions_28d > 0 as has_champion,
        {{ shrink(
            'int_account_activity.power_users_28d',
            'int_account_activity.active_users_28d',
            'int_rate_priors'
        ) }} as power_user_share_28d,
        case
            when int_account_users.users_with_seniority > 0
                then int_account_activity.executive_viewers_28d
        end as executive_viewers_28d
    from int_account_activity
    cross join int_recorded_since
    left join int_account_users
        on
            int_account_activity.account_id = int_account_users.account_id
            and int_account_activity.as_of_date = int_account_users.as_of_date
    left join int_rate_priors
        on int_account_activity.as_of_date = int_rate_priors.as_of_date
)

select * from final
