with

int_account_activity as (
    select * from {{ ref('int_account_activity') }}
),

int_recorded_since as (
    select * from {{ ref('int_recorded_since') }}
),

int_account_subscriptions as (
    select * from {{ ref('int_account_subscriptions') }}
),

int_account_usage_projections as (
    select * from {{ ref('int_account_usage_projections') }}
),

int_account_users as (
    select * from {{ ref('int_account_users') }}
),

-- Users never leave in the source, so seats are counted by use wherever use is recorded.
seats as (
    select
        int_account_activity.account_id,
        int_account_activity.as_of_date,
        case
            when int_account_activity.active_users_28d is not null
                then int_account_activity.active_users_28d
            when int_account_activity.as_of_date >= int_recorded_since.users_since
                then coalesce(int_account_users.users_total, 0)
        end as seats_used
    from int_account_activity
    cross join int_recorded_since
    left join int_account_users
        on
            int_account_activity.account_id = int_account_users.account_id
            and int_account_activity.as_of_date = int_account_users.as_of_date
),

final as (
    select
        int_account_activity.account_id,
        int_account_activity.as_of_date,
        int_account_usage_projections.usage_in_period,
        cast(int_account_subscriptions.usage_limit as bigint) as usage_limit,
        int_account_usage_projections.usage_to_limit,
        seats.seats_used,
        cast(int_account_subscriptions.seat_limit as bigint) as seat_limit,
        cast(seats.seats_used as double precision)
        / nullif(int_account_subscriptions.seat_limit, 0) as seats_to_limit,
        int_account_activity.gates_hit_28d,
        int_account_activity.billing_page_views_28d,
        int_account_usage_projections.days_to_usage_limit,
        int_account_usage_projections.usage_change
    from int_account_activity
    left join int_account_subscriptions
        on
            int_account_activity.account_id = int_account_subscriptions.account_id
            and int_account_activity.as_of_date = int_account_subscriptions.as_of_date
    left join int_account_usage_projections
        on
            int_account_activity.account_id = int_account_usage_projections.account_id
            and int_account_activity.as_of_date = int_account_usage_projections.as_of_date
    left join seats
        on
            int_account_activity.account_id = seats.account_id
            and int_account_activity.as_of_date = seats.as_of_date
)

select * from final
