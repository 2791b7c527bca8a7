with

int_representation_dates as (
    select * from {{ ref('int_representation_dates') }}
),

fct_account_features as (
    select
        account_id,
        as_of_date
    from {{ ref('fct_account_features') }}
),

int_collaboration_links as (
    select * from {{ ref('int_collaboration_links') }}
),

int_user_collaboration as (
    select * from {{ ref('int_user_collaboration') }}
),

int_collaboration_events as (
    select * from {{ ref('int_collaboration_events') }}
),

int_daily_activity as (
    select
        event_name,
        min(event_day) as first_day
    from {{ ref('int_daily_activity') }}
    group by event_name
),

recorded as (
    select min(int_daily_activity.first_day) as recorded_since
    from int_daily_activity
    inner join int_collaboration_events
        on int_daily_activity.event_name = int_collaboration_events.event_name
),

pairs as (
    select distinct
        as_of_date,
        account_id,
        least(from_user_id, to_user_id) as first_user_id,
        greatest(from_user_id, to_user_id) as second_user_id
    from int_collaboration_links
),

pairs_by_account as (
    select
        as_of_date,
        account_id,
        count(*) as linked_pairs
    from pairs
    group by
        as_of_date,
        account_id
),

users_by_account as (
    select
        as_of_date,
        account_id,
        count(*) as linked_users,
        max(linked_users) as most_links,
        max(page_rank) as highest_page_rank
    from int_user_collaboration
    group by
        as_of_date,
        account_id
),

final as (
    select
        fct_account_features.account_id,
        fct_account_features.as_of_date,
        case
            when recorded.recorded_since <= fct_account_features.as_of_date
                then coalesce(users_by_account.linked_users, 0)
        end as linked_users_90d,
        case
            when recorded.recorded_since <= fct_account_features.as_of_date
                then coalesce(users_by_account.most_links, 0)
        end as most_links_90d,
        cast(2 as double precision) * pairs_by_account.linked_pairs
        / users_by_account.linked_users as links_per_user_90d,
        cast(2 as double precision) * pairs_by_account.linked_pairs
        / (users_by_account.linked_users * (users_by_account.linked_users - 1))
            as link_density_90d,
        users_by_account.highest_page_rank as highest_page_rank_90d
    from fct_account_features
    inner join int_representation_dates
        on fct_account_features.as_of_date = int_representation_dates.as_of_date
    cross join recorded
    left join users_by_account
        on
            fct_account_features.account_id = users_by_account.account_id
            and fct_account_features.as_of_date = users_by_account.as_of_date
    left join pairs_by_account
        on
            fct_account_features.account_id = pairs_by_account.account_id
            and fct_account_features.as_of_date = pairs_by_account.as_of_date
)

select * from final
